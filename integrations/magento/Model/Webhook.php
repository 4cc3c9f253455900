<?php

declare(strict_types=1);

namespace Thankflow\Orders\Model;

use Magento\Framework\HTTP\Client\CurlFactory;

/** Posts an event, signed with Standard Webhooks. */
class Webhook
{
    private const TIMEOUT_SECONDS = 10;

    public function __construct(private readonly CurlFactory $curlFactory)
    {
    }

    /** @throws \Exception unless thankflow has it. Its code is the status of the answer, if there is one */
    public function post(string $url, string $secret, string $id, array $event): void
    {
        $body = json_encode($event, JSON_THROW_ON_ERROR | JSON_INVALID_UTF8_SUBSTITUTE);
        $timestamp = time();
        $key = base64_decode(preg_replace('/^whsec_/', '', $secret));
        $signature = base64_encode(hash_hmac('sha256', "$id.$timestamp.$body", $key, true));
        $curl = $this->curlFactory->create();
        // Magento's older clients can't read the first line of an HTTP/2 answer.
        $curl->setOption(CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1);
        $curl->setTimeout(self::TIMEOUT_SECONDS);
        $curl->setHeaders([
            'content-type' => 'application/json',
            'webhook-id' => $id,
            'webhook-timestamp' => (string) $timestamp,
            'webhook-signature' => "v1,$signature",
        ]);
        $curl->post($url, $body);
        if ($curl->getStatus() !== 200) {
            throw new \RuntimeException("thankflow answered {$curl->getStatus()}.", $curl->getStatus());
        }
    }
}

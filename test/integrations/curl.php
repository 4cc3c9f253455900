<?php
/**
 * The few functions of PHP's curl that the recipes use, if PHP has no curl: the extension isn't part of php-cli.
 */

// PHP declares functions that aren't in a block before it runs anything.
if (!extension_loaded('curl')) {
    define('CURLOPT_POST', 1);
    define('CURLOPT_POSTFIELDS', 2);
    define('CURLOPT_HTTPHEADER', 3);
    define('CURLOPT_RETURNTRANSFER', 4);
    define('CURLOPT_CONNECTTIMEOUT', 5);
    define('CURLOPT_TIMEOUT', 6);
    define('CURLINFO_RESPONSE_CODE', 7);
    define('CURLOPT_HTTP_VERSION', 8);
    define('CURL_HTTP_VERSION_1_1', 9);

    function curl_init(string $url): object
    {
        return (object) ['url' => $url, 'options' => [], 'status' => 0];
    }

    function curl_setopt_array(object $curl, array $options): bool
    {
        $curl->options = $options;

        return true;
    }

    function curl_exec(object $curl)
    {
        $context = stream_context_create(['http' => [
            'method' => 'POST',
            'header' => $curl->options[CURLOPT_HTTPHEADER],
            'content' => $curl->options[CURLOPT_POSTFIELDS],
            'timeout' => $curl->options[CURLOPT_TIMEOUT],
            'follow_location' => 0,
            'ignore_errors' => true,
        ]]);
        $stream = @fopen($curl->url, 'r', false, $context);
        if (!$stream) {
            return false;
        }
        $curl->status = (int) explode(' ', stream_get_meta_data($stream)['wrapper_data'][0])[1];

        return stream_get_contents($stream);
    }

    function curl_getinfo(object $curl, int $option): int
    {
        return $curl->status;
    }
}

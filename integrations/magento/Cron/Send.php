<?php

declare(strict_types=1);

namespace Thankflow\Orders\Cron;

use Magento\Framework\App\Config\ScopeConfigInterface;
use Magento\Sales\Api\OrderRepositoryInterface;
use Magento\Store\Model\ScopeInterface;
use Psr\Log\LoggerInterface;
use Thankflow\Orders\Model\OrderEvent;
use Thankflow\Orders\Model\Outbox;
use Thankflow\Orders\Model\Webhook;

class Send
{
    private const MOST_AT_ONCE = 100;

    public function __construct(
        private readonly Outbox $outbox,
        private readonly OrderEvent $orderEvent,
        private readonly Webhook $webhook,
        private readonly OrderRepositoryInterface $orders,
        private readonly ScopeConfigInterface $config,
        private readonly LoggerInterface $logger
    ) {
    }

    /** Sends what is due. Stops if thankflow is down, because each attempt takes seconds. */
    public function execute(): void
    {
        foreach ($this->outbox->due(self::MOST_AT_ONCE) as $row) {
            try {
                $this->send($row);
                $this->outbox->done($row);
            } catch (\Throwable $problem) {
                $pause = $this->outbox->postpone($row);
                $next = $pause === null ? 'It is not tried again.' : "It is tried again in $pause seconds.";
                $text = "thankflow: {$row['event']} of order {$row['order_id']} was not sent. {$problem->getMessage()} $next";
                $pause === null ? $this->logger->error($text) : $this->logger->warning($text);
                if (!$this->isRefusal($problem->getCode())) {
                    return;
                }
            }
        }
    }

    private function send(array $row): void
    {
        $order = $this->orders->get((int) $row['order_id']);
        $url = $this->setting('url', $order->getStoreId());
        $event = $this->orderEvent->of($order, $row['event'], (int) $row['happened']);
        // A store without a URL isn't connected.
        if ($event !== null && $url !== '') {
            $id = "{$row['event']}_{$row['order_id']}_{$row['happened']}";
            $this->webhook->post($url, $this->setting('secret', $order->getStoreId()), $id, $event);
        }
    }

    /** Whether only this event was refused, because of one store's URL or secret. Those of the other stores don't wait for it. */
    private function isRefusal(int|string $status): bool
    {
        return $status >= 400 && $status < 500 && $status !== 429;
    }

    private function setting(string $name, int|string|null $storeId): string
    {
        return trim((string) $this->config->getValue("thankflow/orders/$name", ScopeInterface::SCOPE_STORE, $storeId));
    }
}

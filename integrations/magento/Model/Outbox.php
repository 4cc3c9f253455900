<?php

declare(strict_types=1);

namespace Thankflow\Orders\Model;

use Magento\Framework\App\ResourceConnection;

/**
 * What happened to orders, and whether thankflow has it. Magento's message queue doesn't try again after an error. An order has at most two
 * rows: its state, and its refunds. They hold no personal data: the order is read again for each attempt.
 */
class Outbox
{
    /** With the pauses below, about a day. */
    private const MOST_ATTEMPTS = 30;
    private const LONGEST_PAUSE_SECONDS = 3600;

    public function __construct(private readonly ResourceConnection $resource)
    {
    }

    /** An order is saved many times in the same state. Only the first counts. */
    public function addState(int $orderId, string $event): void
    {
        $connection = $this->resource->getConnection();
        $known = $connection->select()->from($this->table(), ['event'])->where('order_id = ?', $orderId)->where('subject = ?', 'state');
        if ($connection->fetchOne($known) !== $event) {
            $this->add($orderId, 'state', $event);
        }
    }

    public function addRefunds(int $orderId): void
    {
        $this->add($orderId, 'refunds', OrderEvent::REFUNDED);
    }

    private function add(int $orderId, string $subject, string $event): void
    {
        $now = time();
        $row = ['order_id' => $orderId, 'subject' => $subject, 'event' => $event, 'happened' => $now, 'attempts' => 0, 'due' => $now];
        $this->resource->getConnection()->insertOnDuplicate($this->table(), $row);
    }

    /** @return array<int, array<string, string>> what is due, the oldest first */
    public function due(int $most): array
    {
        $connection = $this->resource->getConnection();
        $due = $connection->select()->from($this->table())->where('due > ?', 0)->where('due <= ?', time())->order('due')->limit($most);

        return $connection->fetchAll($due);
    }

    public function done(array $row): void
    {
        $this->update($row, ['due' => 0]);
    }

    /** @return int|null how many seconds to wait; null if it isn't tried again */
    public function postpone(array $row): ?int
    {
        $attempts = (int) $row['attempts'] + 1;
        $pause = $attempts < self::MOST_ATTEMPTS ? min(self::LONGEST_PAUSE_SECONDS, 30 * 2 ** $attempts) : null;
        $this->update($row, ['attempts' => $attempts, 'due' => $pause === null ? 0 : time() + $pause]);

        return $pause;
    }

    /** Leaves the row alone if something newer has happened to the order meanwhile. */
    private function update(array $row, array $values): void
    {
        $same = [
            'order_id = ?' => $row['order_id'],
            'subject = ?' => $row['subject'],
            'event = ?' => $row['event'],
            'happened = ?' => $row['happened'],
        ];
        $this->resource->getConnection()->update($this->table(), $values, $same);
    }

    private function table(): string
    {
        return $this->resource->getTableName('thankflow_outbox');
    }
}

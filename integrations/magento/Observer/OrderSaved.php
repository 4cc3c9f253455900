<?php

declare(strict_types=1);

namespace Thankflow\Orders\Observer;

use Magento\Framework\Event\Observer;
use Magento\Framework\Event\ObserverInterface;
use Magento\Sales\Model\Order;
use Thankflow\Orders\Model\OrderEvent;
use Thankflow\Orders\Model\Outbox;

/** Magento has no event of a payment: an order is saved many times, and is paid from one of them on. */
class OrderSaved implements ObserverInterface
{
    public function __construct(private readonly Outbox $outbox)
    {
    }

    public function execute(Observer $observer): void
    {
        $order = $observer->getEvent()->getOrder();
        if ($order->getState() === Order::STATE_CANCELED) {
            $this->outbox->addState((int) $order->getEntityId(), OrderEvent::CANCELLED);
        } elseif ($this->isPaid($order)) {
            $this->outbox->addState((int) $order->getEntityId(), OrderEvent::PAID);
        }
    }

    /** Both amounts are in the currency that the customer pays in. */
    private function isPaid(Order $order): bool
    {
        $total = round((float) $order->getGrandTotal(), 4);

        return $total > 0
            ? round((float) $order->getTotalPaid(), 4) >= $total
            : in_array($order->getState(), [Order::STATE_PROCESSING, Order::STATE_COMPLETE], true);
    }
}

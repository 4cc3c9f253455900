<?php

declare(strict_types=1);

namespace Thankflow\Orders\Observer;

use Magento\Framework\Event\Observer;
use Magento\Framework\Event\ObserverInterface;
use Magento\Sales\Model\Order\Creditmemo;
use Thankflow\Orders\Model\Outbox;

class CreditmemoSaved implements ObserverInterface
{
    public function __construct(private readonly Outbox $outbox)
    {
    }

    public function execute(Observer $observer): void
    {
        $creditmemo = $observer->getEvent()->getCreditmemo();
        if ((int) $creditmemo->getState() === Creditmemo::STATE_REFUNDED) {
            $this->outbox->addRefunds((int) $creditmemo->getOrderId());
        }
    }
}

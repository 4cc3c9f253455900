<?php

declare(strict_types=1);

namespace Thankflow\Orders\Model;

use Magento\Framework\App\Config\ScopeConfigInterface;
use Magento\Sales\Model\Order;
use Magento\Sales\Model\Order\Creditmemo;
use Magento\Sales\Model\Order\Item;
use Magento\Store\Model\ScopeInterface;

/** An order in thankflow's generic format. */
class OrderEvent
{
    public const PAID = 'paid';
    public const CANCELLED = 'cancelled';
    public const REFUNDED = 'refunded';

    public function __construct(private readonly ScopeConfigInterface $config)
    {
    }

    /** What the order is now, for something that happened then. Null if there is nothing to tell. */
    public function of(Order $order, string $event, int $happened): ?array
    {
        $refunds = $this->refunds($order);
        $isNothingLeft = $refunds !== [] && $this->left($order, $refunds) <= 0;
        if ($event === self::PAID && $isNothingLeft) {
            return null;
        }
        $data = match ($event) {
            self::PAID => $this->paid($order, $refunds),
            self::CANCELLED => [],
            self::REFUNDED => ['refunds' => $refunds, 'full' => $isNothingLeft],
        };

        return ['type' => "order.$event", 'timestamp' => $this->time($happened), 'data' => ['id' => (string) $order->getEntityId()] + $data];
    }

    /** In the currency that the customer paid in, never in the store's base currency. */
    private function paid(Order $order, array $refunds): array
    {
        $left = $this->left($order, $refunds);
        $address = $order->getBillingAddress();
        $customerId = $order->getCustomerId();

        return [
            'number' => $order->getIncrementId(),
            'amount' => $this->money($left),
            'subtotal' => $this->money(max(0, $left - (float) $order->getShippingInclTax())),
            'currency' => $order->getOrderCurrencyCode(),
            'paidAt' => $this->time($this->paidAt($order)),
            'paymentType' => $order->getPayment()?->getMethod() === 'cashondelivery' ? 'cash' : 'other',
            'customer' => [
                'id' => $customerId === null ? null : (string) $customerId,
                'email' => $order->getCustomerEmail(),
                'firstName' => $order->getCustomerFirstname() ?? $address?->getFirstname(),
                'lastName' => $order->getCustomerLastname() ?? $address?->getLastname(),
                'locale' => $this->config->getValue('general/locale/code', ScopeInterface::SCOPE_STORE, $order->getStoreId()),
            ],
            // Without the parts of bundles and configurable products.
            'items' => array_map(fn (Item $item): array => $this->item($item), array_values($order->getAllVisibleItems())),
            'channel' => $order->getStore()->getCode(),
            'refunds' => $refunds,
        ];
    }

    /** Not when it was saved: an order that was paid long ago may be saved today. */
    private function paidAt(Order $order): int
    {
        $times = [];
        foreach ($order->getInvoiceCollection() as $invoice) {
            $times[] = $invoice->getCreatedAt();
        }

        // Magento's times are UTC, without saying so.
        return strtotime(($times ? max($times) : $order->getCreatedAt()) . ' UTC');
    }

    private function item(Item $item): array
    {
        return [
            'title' => $item->getName(),
            'quantity' => max(1, (int) $item->getQtyOrdered()),
            'sku' => $item->getSku(),
            'productId' => (string) $item->getProductId(),
        ];
    }

    private function refunds(Order $order): array
    {
        $refunds = [];
        foreach ($order->getCreditmemosCollection() as $creditmemo) {
            if ((int) $creditmemo->getState() === Creditmemo::STATE_REFUNDED) {
                $refunds[] = ['id' => (string) $creditmemo->getEntityId(), 'amount' => $this->money($creditmemo->getGrandTotal())];
            }
        }

        return $refunds;
    }

    private function left(Order $order, array $refunds): float
    {
        return max(0, round((float) $order->getGrandTotal() - array_sum(array_column($refunds, 'amount')), 4));
    }

    /** Magento has four decimals in every currency. */
    private function money(float|string|null $amount): string
    {
        return rtrim(rtrim(number_format((float) $amount, 4, '.', ''), '0'), '.');
    }

    private function time(int $seconds): string
    {
        return gmdate('Y-m-d\TH:i:s\Z', $seconds);
    }
}

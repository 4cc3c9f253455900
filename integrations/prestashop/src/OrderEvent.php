<?php
/**
 * @license https://opensource.org/license/mit MIT License
 */

namespace PrestaShop\Module\Thankflow;

use Currency;
use Customer;
use Language;
use Order;
use OrderSlip;

/** An order in thankflow's generic format. */
class OrderEvent
{
    const PAID = 'paid';
    const CANCELLED = 'cancelled';
    const REFUNDED = 'refunded';
    const REFUNDED_IN_FULL = 'refunded-in-full';

    /** What the order is now, for something that happened then. Null if there is nothing to tell. */
    public static function of(Order $order, $event, $happened)
    {
        switch ($event) {
            case self::PAID:
                $data = self::paid($order);
                break;
            case self::CANCELLED:
                $data = [];
                break;
            default:
                $refunds = self::refunds($order);
                $isFull = $event === self::REFUNDED_IN_FULL || self::left($order, $refunds) <= 0;
                $data = ['refunds' => $refunds, 'full' => $isFull];
        }

        return $data === null ? null : [
            'type' => 'order.' . ($event === self::REFUNDED_IN_FULL ? self::REFUNDED : $event),
            'timestamp' => self::time($happened),
            'data' => ['id' => (string) $order->id] + $data,
        ];
    }

    private static function paid(Order $order)
    {
        $refunds = self::refunds($order);
        $left = self::left($order, $refunds);
        if ($refunds && $left <= 0) {
            return null;
        }
        $customer = new Customer((int) $order->id_customer);
        $currency = new Currency((int) $order->id_currency);

        return [
            // Orders that were split have the same reference.
            'number' => $order->getUniqReference(),
            'amount' => self::money($order, $left),
            'subtotal' => self::money($order, max(0, $left - $order->total_shipping_tax_incl)),
            'currency' => $currency->iso_code,
            'paidAt' => self::time(self::paidAt($order)),
            'paymentType' => $order->module === 'ps_cashondelivery' ? 'cash' : 'other',
            'customer' => [
                'id' => (string) $order->id_customer,
                'email' => $customer->email,
                'firstName' => $customer->firstname,
                'lastName' => $customer->lastname,
                'locale' => (new Language((int) $order->id_lang))->locale,
            ],
            'items' => array_map([self::class, 'item'], array_values($order->getProductsDetail())),
            'refunds' => $refunds,
        ];
    }

    /** Not when its status changed: an order that was paid long ago may get its first new status today. */
    private static function paidAt(Order $order)
    {
        $times = [];
        foreach ($order->getOrderPaymentCollection() as $payment) {
            $times[] = strtotime($payment->date_add);
        }

        return $times ? max($times) : strtotime($order->date_add);
    }

    private static function item(array $product)
    {
        return [
            'title' => $product['product_name'],
            'quantity' => (int) $product['product_quantity'],
            'sku' => $product['product_reference'],
            'productId' => (string) $product['product_id'],
        ];
    }

    private static function refunds(Order $order)
    {
        $refunds = [];
        foreach (OrderSlip::getOrdersSlip((int) $order->id_customer, (int) $order->id) as $slip) {
            $refunds[] = ['id' => (string) $slip['id_order_slip'], 'amount' => self::money($order, self::refunded($slip))];
        }

        return $refunds;
    }

    /** A slip's `amount` is one of the sums of its products, unless somebody typed in another. */
    private static function refunded(array $slip)
    {
        $amount = (float) $slip['amount'];
        $sums = [(float) $slip['total_products_tax_excl'], (float) $slip['total_products_tax_incl']];
        $isTyped = $amount > 0 && abs($amount - $sums[0]) > 0.005 && abs($amount - $sums[1]) > 0.005;

        return ($isTyped ? $amount : $sums[1]) + (float) $slip['total_shipping_tax_incl'];
    }

    private static function left(Order $order, array $refunds)
    {
        $left = (float) $order->total_paid_tax_incl - array_sum(array_column($refunds, 'amount'));

        return max(0, round($left, 4));
    }

    private static function money(Order $order, $amount)
    {
        $currency = new Currency((int) $order->id_currency);

        return number_format((float) $amount, (int) $currency->precision, '.', '');
    }

    private static function time($seconds)
    {
        return gmdate('Y-m-d\TH:i:s\Z', $seconds);
    }
}

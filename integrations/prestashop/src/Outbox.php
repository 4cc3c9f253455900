<?php
/**
 * @license https://opensource.org/license/mit MIT License
 */

namespace PrestaShop\Module\Thankflow;

use Configuration;
use Db;
use DbQuery;
use Order;
use PrestaShopLogger;
use Validate;

/**
 * What happened to orders, and whether thankflow has it. PrestaShop has no queue. An order has at most two rows: its state, and its refunds.
 * They hold no personal data: the order is read again for each attempt.
 */
class Outbox
{
    /** A customer may be waiting for the answer. */
    const MOST_IN_A_HOOK = 3;
    const MOST_IN_CRON = 100;

    const TABLE = 'thankflow_outbox';
    /** With the pauses below, about a day. */
    const MOST_ATTEMPTS = 30;
    const LONGEST_PAUSE_SECONDS = 3600;

    public static function install()
    {
        return Db::getInstance()->execute(
            'CREATE TABLE IF NOT EXISTS `' . _DB_PREFIX_ . self::TABLE . '` (
                `id_order` INT UNSIGNED NOT NULL,
                `subject` VARCHAR(8) NOT NULL,
                `event` VARCHAR(16) NOT NULL,
                `happened` INT UNSIGNED NOT NULL,
                `attempts` INT UNSIGNED NOT NULL,
                `due` INT UNSIGNED NOT NULL,
                PRIMARY KEY (`id_order`, `subject`),
                KEY `due` (`due`)
            ) ENGINE=' . _MYSQL_ENGINE_ . ' DEFAULT CHARSET=utf8mb4'
        );
    }

    public static function uninstall()
    {
        return Db::getInstance()->execute('DROP TABLE IF EXISTS `' . _DB_PREFIX_ . self::TABLE . '`');
    }

    /** Many statuses mean paid. Only the first counts, so that an order that is shipped isn't paid again. */
    public static function addState($idOrder, $event)
    {
        $known = (new DbQuery())->select('event')->from(self::TABLE)->where('id_order = ' . (int) $idOrder)->where("subject = 'state'");
        if (Db::getInstance()->getValue($known) !== $event) {
            self::add($idOrder, 'state', $event);
        }
    }

    public static function addRefunds($idOrder)
    {
        self::add($idOrder, 'refunds', OrderEvent::REFUNDED);
    }

    private static function add($idOrder, $subject, $event)
    {
        $now = time();
        $row = ['id_order' => (int) $idOrder, 'subject' => $subject, 'event' => $event, 'happened' => $now, 'attempts' => 0, 'due' => $now];
        Db::getInstance()->insert(self::TABLE, $row, false, true, Db::REPLACE);
    }

    /** How many events wait. */
    public static function count()
    {
        return (int) Db::getInstance()->getValue((new DbQuery())->select('COUNT(*)')->from(self::TABLE)->where('due > 0'));
    }

    /** Sends what is due. Stops if thankflow is down, because each attempt takes seconds. */
    public static function send($most)
    {
        $due = (new DbQuery())->select('*')->from(self::TABLE)->where('due > 0')->where('due <= ' . time())->orderBy('due')->limit((int) $most);
        foreach (Db::getInstance()->executeS($due) ?: [] as $row) {
            try {
                self::sendOne($row);
                self::update($row, ['due' => 0]);
            } catch (\Throwable $problem) {
                self::postpone($row, $problem->getMessage());
                if (!self::isRefusal($problem->getCode())) {
                    return;
                }
            }
        }
    }

    /** Whether only this event was refused, because of one shop's URL or secret. Those of the other shops don't wait for it. */
    private static function isRefusal($status)
    {
        return $status >= 400 && $status < 500 && $status !== 429;
    }

    private static function sendOne(array $row)
    {
        $order = new Order((int) $row['id_order']);
        $url = Configuration::get('THANKFLOW_URL', null, null, $order->id_shop);
        $secret = Configuration::get('THANKFLOW_SECRET', null, null, $order->id_shop);
        $event = Validate::isLoadedObject($order) ? OrderEvent::of($order, $row['event'], (int) $row['happened']) : null;
        // A shop without a URL isn't connected.
        if ($event === null || !$url) {
            return;
        }
        $status = self::post($url, $secret, "{$row['event']}_{$order->id}_{$row['happened']}", json_encode($event, JSON_INVALID_UTF8_SUBSTITUTE));
        if ($status !== 200) {
            throw new \RuntimeException("thankflow answered $status.", $status);
        }
    }

    /** Signs with Standard Webhooks. Returns the answer's status, 0 if there is none. */
    private static function post($url, $secret, $id, $body)
    {
        $timestamp = time();
        $key = base64_decode(preg_replace('/^whsec_/', '', $secret));
        $signature = base64_encode(hash_hmac('sha256', "$id.$timestamp.$body", $key, true));
        $curl = curl_init($url);
        curl_setopt_array($curl, [
            CURLOPT_POST => true,
            CURLOPT_POSTFIELDS => $body,
            CURLOPT_HTTPHEADER => [
                'content-type: application/json',
                "webhook-id: $id",
                "webhook-timestamp: $timestamp",
                "webhook-signature: v1,$signature",
            ],
            CURLOPT_RETURNTRANSFER => true,
            CURLOPT_CONNECTTIMEOUT => 2,
            CURLOPT_TIMEOUT => 3,
        ]);
        curl_exec($curl);

        return curl_getinfo($curl, CURLINFO_RESPONSE_CODE);
    }

    private static function postpone(array $row, $problem)
    {
        $attempts = (int) $row['attempts'] + 1;
        $isLast = $attempts >= self::MOST_ATTEMPTS;
        $pause = min(self::LONGEST_PAUSE_SECONDS, 30 * 2 ** $attempts);
        self::update($row, ['attempts' => $attempts, 'due' => $isLast ? 0 : time() + $pause]);
        $next = $isLast ? 'It is not tried again.' : "It is tried again in $pause seconds.";
        PrestaShopLogger::addLog("thankflow: {$row['event']} of this order was not sent. $problem $next", $isLast ? 3 : 2, null, 'Order', (int) $row['id_order']);
    }

    /** Leaves the row alone if something newer has happened to the order meanwhile. */
    private static function update(array $row, array $values)
    {
        $same = 'id_order = ' . (int) $row['id_order'] . " AND subject = '" . pSQL($row['subject']) . "'";
        Db::getInstance()->update(self::TABLE, $values, $same . " AND event = '" . pSQL($row['event']) . "' AND happened = " . (int) $row['happened']);
    }
}

<?php
/**
 * As much of PrestaShop as the module uses. It reads a shop and a list of steps as JSON, takes the steps as PrestaShop would, and prints
 * what is left: {"outbox": rows, "log": messages, "output": texts}.
 */

error_reporting(E_ALL);
set_error_handler(static function (int $level, string $message, string $file, int $line): bool {
    if (!(error_reporting() & $level)) {
        return false;
    }
    throw new ErrorException($message, 0, $level, $file, $line);
});
date_default_timezone_set('Europe/Vienna');

define('_PS_VERSION_', '9.0.0');
define('_DB_PREFIX_', 'ps_');
define('_MYSQL_ENGINE_', 'InnoDB');

require dirname(__DIR__) . '/curl.php';

$shop = json_decode(stream_get_contents(STDIN), true, 512, JSON_THROW_ON_ERROR);
$log = [];

/** An order, a customer … with the fields that the test gives it. */
#[AllowDynamicProperties]
class ObjectModel
{
    public $id;

    public function __construct($id = null)
    {
        global $shop;
        foreach ($shop[static::class][$id] ?? [] as $name => $value) {
            $this->$name = $value;
            $this->id = $id;
        }
    }
}

class Customer extends ObjectModel
{
    public $email;
    public $firstname;
    public $lastname;
}
class Currency extends ObjectModel
{
}
class Language extends ObjectModel
{
    public $locale;
}
class Order extends ObjectModel
{
    public function getUniqReference()
    {
        return $this->reference;
    }

    public function getOrderPaymentCollection()
    {
        return array_map(static function ($time) {
            return (object) ['date_add' => $time];
        }, $this->payments);
    }

    public function getProductsDetail()
    {
        return $this->products;
    }
}
class OrderSlip
{
    public static function getOrdersSlip($customer_id, $order_id = false)
    {
        global $shop;

        return array_values(array_filter($shop['slips'], static function ($slip) use ($order_id) {
            return $slip['id_order'] === $order_id;
        }));
    }
}

class Validate
{
    public static function isLoadedObject($object)
    {
        return (bool) $object->id;
    }
}

class Configuration
{
    public static function get($key, $idLang = null, $idShopGroup = null, $idShop = null, $default = false)
    {
        global $shop;

        return $shop['configuration'][$key] ?? $default;
    }

    public static function updateValue($key, $value)
    {
        global $shop;
        $shop['configuration'][$key] = $value;

        return true;
    }

    public static function deleteByName($key)
    {
        global $shop;
        unset($shop['configuration'][$key]);

        return true;
    }

    public static function getGlobalValue($key)
    {
        return self::get($key);
    }

    public static function updateGlobalValue($key, $value)
    {
        return self::updateValue($key, $value);
    }
}

class PrestaShopLogger
{
    public static function addLog($message, $severity = 1, $errorCode = null, $objectType = null, $objectId = null)
    {
        global $log;
        $log[] = [$severity, $objectId, $message];
    }
}

function pSQL($text)
{
    return addslashes($text);
}

class DbQuery
{
    public $select;
    public $where = [];
    public $order;
    public $limit = PHP_INT_MAX;

    public function select($fields)
    {
        $this->select = $fields;

        return $this;
    }

    public function from($table)
    {
        return $this;
    }

    public function where($condition)
    {
        $this->where[] = $condition;

        return $this;
    }

    public function orderBy($field)
    {
        $this->order = $field;

        return $this;
    }

    public function limit($limit)
    {
        $this->limit = $limit;

        return $this;
    }
}

/** A database with one table. */
class Db
{
    const REPLACE = 3;

    public static $rows;

    public static function getInstance()
    {
        return new self();
    }

    public function execute($sql)
    {
        self::$rows = strpos($sql, 'DROP') === 0 ? null : self::$rows ?? [];

        return true;
    }

    public function insert($table, $data, $nullValues = false, $useCache = true, $type = 1)
    {
        self::$rows["{$data['id_order']} {$data['subject']}"] = $data;

        return true;
    }

    public function update($table, $data, $where)
    {
        foreach (self::$rows as $key => $row) {
            if (self::matches($row, explode(' AND ', $where))) {
                self::$rows[$key] = $data + $row;
            }
        }

        return true;
    }

    public function executeS(DbQuery $query)
    {
        $rows = array_values(array_filter(self::$rows, static function ($row) use ($query) {
            return self::matches($row, $query->where);
        }));
        usort($rows, static function ($one, $other) use ($query) {
            return $query->order === null ? 0 : $one[$query->order] <=> $other[$query->order];
        });

        return array_slice($rows, 0, $query->limit);
    }

    public function getValue(DbQuery $query)
    {
        $rows = $this->executeS($query);

        return $query->select === 'COUNT(*)' ? count($rows) : $rows[0][$query->select] ?? false;
    }

    private static function matches(array $row, array $conditions)
    {
        foreach ($conditions as $condition) {
            if (!preg_match("/^(\w+) (=|>|<=) '?([\w-]+)'?$/", $condition, $part)) {
                throw new LogicException("The imitation doesn't know the condition $condition.");
            }
            list(, $name, $operator, $value) = $part;
            $order = $row[$name] <=> (is_int($row[$name]) ? (int) $value : $value);
            if (!in_array($order, ['=' => [0], '>' => [1], '<=' => [-1, 0]][$operator], true)) {
                return false;
            }
        }

        return true;
    }
}

#[AllowDynamicProperties]
class Module
{
    public $name;
    public $context;
    private $hooks = [];

    public function __construct()
    {
        $this->context = (object) ['link' => new Link()];
    }

    public function install()
    {
        return true;
    }

    public function uninstall()
    {
        return true;
    }

    public function registerHook($name)
    {
        $this->hooks[] = $name;

        return true;
    }

    public function exec(string $hook, array $params): void
    {
        if (in_array($hook, $this->hooks, true)) {
            $this->{"hook$hook"}($params);
        }
    }

    public function trans($text, $values = [])
    {
        return vsprintf($text, $values);
    }

    public function displayError($text)
    {
        return "Error: $text\n";
    }

    public function displayConfirmation($text)
    {
        return "Done: $text\n";
    }
}

class Link
{
    public function getModuleLink($module, $controller, array $params)
    {
        return "https://www.my-shop.example/module/$module/$controller?" . http_build_query($params);
    }
}

class Tools
{
    public static $posted = [];

    public static function isSubmit($name)
    {
        return isset(self::$posted[$name]);
    }

    public static function getValue($name)
    {
        return self::$posted[$name] ?? false;
    }

    public static function getAdminTokenLite($tab)
    {
        return 'admin';
    }
}

class AdminController
{
    public static $currentIndex = 'index.php?controller=AdminModules';
}

#[AllowDynamicProperties]
class HelperForm
{
    public function generateForm(array $forms)
    {
        return json_encode([$this->fields_value, $forms]);
    }
}

class ModuleFrontController
{
    protected function ajaxRender($text)
    {
        echo $text;
    }
}

require dirname(__DIR__, 3) . '/integrations/prestashop/thankflow.php';
require dirname(__DIR__, 3) . '/integrations/prestashop/controllers/front/cron.php';

function take(array $step, Thankflow $module)
{
    global $shop;
    switch ($step['do']) {
        case 'status':
            $module->exec('actionOrderStatusPostUpdate', ['newOrderStatus' => (object) $step['status'], 'id_order' => $step['order']]);
            break;
        case 'slip':
            $shop['slips'][] = $step['slip'];
            $module->exec('actionOrderSlipAdd', ['order' => new Order($step['slip']['id_order']), 'productList' => [], 'qtyList' => []]);
            break;
        case 'change':
            $shop = array_replace_recursive($shop, $step['shop']);
            break;
        case 'wait':
            // The signature needs the real time, so the events are due earlier instead.
            foreach (Db::$rows as &$row) {
                $row['due'] = $row['due'] === 0 ? 0 : max(1, $row['due'] - $step['seconds']);
            }
            break;
        case 'cron':
            Tools::$posted = ['token' => $step['token'] ?? Configuration::getGlobalValue('THANKFLOW_CRON_TOKEN')];
            (new ThankflowCronModuleFrontController())->display();
            break;
        case 'configure':
            Tools::$posted = $step['posted'];
            echo $module->getContent();
            break;
        case 'uninstall':
            $module->uninstall();
    }
}

$module = new Thankflow();
$module->install();
$output = [];
foreach ($shop['steps'] as $step) {
    ob_start();
    take($step, $module);
    $output[] = ob_get_clean();
}
$outbox = Db::$rows === null ? null : array_values(Db::$rows);
echo json_encode(['outbox' => $outbox, 'log' => $log, 'output' => $output, 'configuration' => $shop['configuration']]);

<?php
/**
 * As much of Magento as the module uses. It reads a shop, the module's observers and a list of steps as JSON, takes the steps as Magento
 * would, and prints what is left: {"outbox": rows, "log": messages}.
 */

namespace {
    error_reporting(E_ALL);
    set_error_handler(static function (int $level, string $message, string $file, int $line): bool {
        if (!(error_reporting() & $level)) {
            return false;
        }
        throw new ErrorException($message, 0, $level, $file, $line);
    });
    date_default_timezone_set('America/New_York');

    require dirname(__DIR__) . '/curl.php';

    $shop = json_decode(stream_get_contents(STDIN), true, 512, JSON_THROW_ON_ERROR);
    $log = [];

    spl_autoload_register(static function (string $class): void {
        if (str_starts_with($class, 'Thankflow\Orders\\')) {
            $file = str_replace(['Thankflow\Orders', '\\'], ['', '/'], $class) . '.php';
            require Magento\Framework\Component\ComponentRegistrar::$paths['Thankflow_Orders'] . $file;
        }
    });
}

namespace Magento\Framework\Component {
    class ComponentRegistrar
    {
        const MODULE = 'module';

        public static array $paths = [];

        public static function register($type, $name, $path): void
        {
            self::$paths[$name] = $path;
        }
    }
}

namespace Magento\Framework {
    /** getSomeName() returns the field some_name, as all of Magento's models do. */
    class DataObject
    {
        public function __construct(protected array $data)
        {
        }

        public function __call(string $method, array $arguments): mixed
        {
            $name = strtolower(preg_replace('/(?<!^)[A-Z]/', '_$0', substr($method, 3)));
            if (!str_starts_with($method, 'get') || !array_key_exists($name, $this->data)) {
                throw new \BadMethodCallException("The imitation doesn't know $method.");
            }

            return $this->data[$name];
        }
    }
}

namespace Magento\Framework\Event {
    interface ObserverInterface
    {
        public function execute(Observer $observer);
    }

    class Observer
    {
        public function __construct(private \Magento\Framework\DataObject $event)
        {
        }

        public function getEvent(): \Magento\Framework\DataObject
        {
            return $this->event;
        }
    }
}

namespace Magento\Framework\App {
    class ResourceConnection
    {
        public function getConnection(): \Magento\Framework\DB\Adapter\AdapterInterface
        {
            return new \Magento\Framework\DB\Adapter\AdapterInterface();
        }

        public function getTableName(string $name): string
        {
            return $name;
        }
    }
}

namespace Magento\Framework\App\Config {
    class ScopeConfigInterface
    {
        /** The secret is decrypted: etc/config.xml names its backend model. */
        public function getValue($path, $scope = 'default', $scopeCode = null)
        {
            global $shop;

            return $scope === 'store' ? $shop['configuration'][$scopeCode][$path] ?? null : null;
        }
    }
}

namespace Magento\Framework\DB {
    class Select
    {
        public array $conditions = [];
        public ?string $order = null;
        public int $limit = PHP_INT_MAX;
        public array $columns = [];

        public function from($table, $columns = [])
        {
            $this->columns = $columns;

            return $this;
        }

        public function where($condition, $value)
        {
            $this->conditions[$condition] = $value;

            return $this;
        }

        public function order($column)
        {
            $this->order = $column;

            return $this;
        }

        public function limit($count)
        {
            $this->limit = $count;

            return $this;
        }
    }
}

namespace Magento\Framework\DB\Adapter {
    use Magento\Framework\DB\Select;

    /** A database with one table. It returns texts, as MySQL does. */
    class AdapterInterface
    {
        public static array $rows = [];

        public function select(): Select
        {
            return new Select();
        }

        public function fetchAll(Select $select): array
        {
            $rows = array_values(array_filter(self::$rows, fn (array $row): bool => self::matches($row, $select->conditions)));
            usort($rows, fn (array $one, array $other): int => $select->order ? $one[$select->order] <=> $other[$select->order] : 0);

            return array_map(fn (array $row): array => array_map('strval', $row), array_slice($rows, 0, $select->limit));
        }

        public function fetchOne(Select $select): string|false
        {
            return $this->fetchAll($select)[0][$select->columns[0]] ?? false;
        }

        public function insertOnDuplicate(string $table, array $row): void
        {
            self::$rows["{$row['order_id']} {$row['subject']}"] = $row;
        }

        public function update(string $table, array $values, array $conditions): void
        {
            foreach (self::$rows as $key => $row) {
                self::$rows[$key] = self::matches($row, $conditions) ? $values + $row : $row;
            }
        }

        private static function matches(array $row, array $conditions): bool
        {
            foreach ($conditions as $condition => $value) {
                [$name, $operator] = explode(' ', $condition);
                $order = $row[$name] <=> (is_int($row[$name]) ? (int) $value : $value);
                if (!in_array($order, ['=' => [0], '>' => [1], '<=' => [-1, 0]][$operator], true)) {
                    return false;
                }
            }

            return true;
        }
    }
}

namespace Magento\Framework\HTTP\Client {
    class CurlFactory
    {
        public function create(): Curl
        {
            return new Curl();
        }
    }

    class Curl
    {
        private array $options = [];
        private int $status = 0;

        public function setTimeout($seconds): void
        {
            $this->options[CURLOPT_TIMEOUT] = $seconds;
        }

        public function setOption($name, $value): void
        {
            $this->options[$name] = $value;
        }

        public function setHeaders($headers): void
        {
            $lines = array_map(static fn (string $name, string $value): string => "$name: $value", array_keys($headers), $headers);
            $this->options[CURLOPT_HTTPHEADER] = $lines;
        }

        public function post($uri, $params): void
        {
            $curl = curl_init($uri);
            curl_setopt_array($curl, [CURLOPT_POST => true, CURLOPT_POSTFIELDS => $params, CURLOPT_RETURNTRANSFER => true] + $this->options);
            if (curl_exec($curl) === false) {
                throw new \Exception('Failed to connect.');
            }
            $this->status = curl_getinfo($curl, CURLINFO_RESPONSE_CODE);
        }

        public function getStatus(): int
        {
            return $this->status;
        }
    }
}

namespace Magento\Sales\Model {
    use Magento\Framework\DataObject;

    class Order extends DataObject
    {
        const STATE_PROCESSING = 'processing';
        const STATE_COMPLETE = 'complete';
        const STATE_CANCELED = 'canceled';

        public function getAllVisibleItems(): array
        {
            $visible = array_filter($this->data['items'], static fn (array $item): bool => $item['parent_item_id'] === null);

            return array_map(static fn (array $item): Order\Item => new Order\Item($item), $visible);
        }

        public function getInvoiceCollection(): array
        {
            return array_map(static fn (string $time): DataObject => new DataObject(['created_at' => $time]), $this->data['invoices']);
        }

        public function getCreditmemosCollection(): array
        {
            global $shop;
            $own = array_filter($shop['creditmemos'], fn (array $creditmemo): bool => $creditmemo['order_id'] === $this->data['entity_id']);

            return array_map(static fn (array $creditmemo): Order\Creditmemo => new Order\Creditmemo($creditmemo), $own);
        }

        public function getBillingAddress(): ?DataObject
        {
            return $this->data['billing_address'] === null ? null : new DataObject($this->data['billing_address']);
        }

        public function getPayment(): ?DataObject
        {
            return new DataObject(['method' => $this->data['payment_method']]);
        }

        public function getStore(): DataObject
        {
            return new DataObject(['code' => 'german']);
        }
    }
}

namespace Magento\Sales\Model\Order {
    class Item extends \Magento\Framework\DataObject
    {
    }

    class Creditmemo extends \Magento\Framework\DataObject
    {
        const STATE_REFUNDED = 2;
    }
}

namespace Magento\Sales\Api {
    class OrderRepositoryInterface
    {
        public function get($id): \Magento\Sales\Model\Order
        {
            global $shop;

            return new \Magento\Sales\Model\Order($shop['orders'][$id]);
        }
    }
}

namespace Magento\Store\Model {
    interface ScopeInterface
    {
        const SCOPE_STORE = 'store';
    }
}

namespace Psr\Log {
    class LoggerInterface
    {
        public function warning($message): void
        {
            $GLOBALS['log'][] = ['warning', $message];
        }

        public function error($message): void
        {
            $GLOBALS['log'][] = ['error', $message];
        }
    }
}

namespace {
    use Magento\Framework\DataObject;
    use Magento\Framework\DB\Adapter\AdapterInterface;
    use Magento\Framework\Event\Observer;
    use Magento\Sales\Model\Order;

    /** Creates an object with all that its constructor asks for. */
    function create(string $class): object
    {
        $parameters = (new ReflectionClass($class))->getConstructor()?->getParameters() ?? [];

        return new $class(...array_map(static fn (ReflectionParameter $parameter): object => create($parameter->getType()->getName()), $parameters));
    }

    function dispatch(string $event, array $data): void
    {
        foreach ($GLOBALS['shop']['observers'][$event] ?? [] as $class) {
            create($class)->execute(new Observer(new DataObject($data)));
        }
    }

    function take(array $step): void
    {
        global $shop;
        switch ($step['do']) {
            case 'save':
                $shop['orders'][$step['order']] = $step['with'] + $shop['orders'][$step['order']];
                dispatch('sales_order_save_after', ['order' => new Order($shop['orders'][$step['order']])]);
                break;
            case 'creditmemo':
                $shop['creditmemos'][] = $step['creditmemo'];
                dispatch('sales_order_creditmemo_save_after', ['creditmemo' => new Order\Creditmemo($step['creditmemo'])]);
                break;
            case 'configure':
                $shop['configuration'][1] = $step['with'] + $shop['configuration'][1];
                break;
            case 'wait':
                // The signature needs the real time, so the events are due earlier instead.
                foreach (AdapterInterface::$rows as &$row) {
                    $row['due'] = $row['due'] === 0 ? 0 : max(1, $row['due'] - $step['seconds']);
                }
                break;
            case 'cron':
                [$class, $method] = $shop['cron'];
                create($class)->$method();
        }
    }

    require dirname(__DIR__, 3) . '/integrations/magento/registration.php';
    array_map('take', $shop['steps']);
    echo json_encode(['outbox' => array_values(AdapterInterface::$rows), 'log' => $log]);
}

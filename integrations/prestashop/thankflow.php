<?php
/**
 * thankflow for PrestaShop: sends paid, cancelled and refunded orders to thankflow.
 *
 * @author    The thankflow authors
 * @copyright The thankflow authors
 * @license   https://opensource.org/license/mit MIT License
 */
if (!defined('_PS_VERSION_')) {
    exit;
}

require_once __DIR__ . '/src/Outbox.php';
require_once __DIR__ . '/src/OrderEvent.php';

use PrestaShop\Module\Thankflow\OrderEvent;
use PrestaShop\Module\Thankflow\Outbox;

class Thankflow extends Module
{
    public function __construct()
    {
        $this->name = 'thankflow';
        $this->tab = 'administration';
        $this->version = '0.1.0';
        $this->author = 'The thankflow authors';
        $this->need_instance = 0;
        $this->ps_versions_compliancy = ['min' => '8.0.0', 'max' => '9.99.99'];
        $this->bootstrap = true;

        parent::__construct();

        $this->displayName = 'thankflow';
        $this->description = $this->say('Sends your orders to thankflow, which thanks your customers.');
    }

    public function install()
    {
        return parent::install()
            && Outbox::install()
            && Configuration::updateGlobalValue('THANKFLOW_CRON_TOKEN', bin2hex(random_bytes(16)))
            && $this->registerHook('actionOrderStatusPostUpdate')
            && $this->registerHook('actionOrderSlipAdd');
    }

    public function uninstall()
    {
        return Outbox::uninstall()
            && Configuration::deleteByName('THANKFLOW_URL')
            && Configuration::deleteByName('THANKFLOW_SECRET')
            && Configuration::deleteByName('THANKFLOW_CRON_TOKEN')
            && parent::uninstall();
    }

    /** An order has a new status. */
    public function hookActionOrderStatusPostUpdate($params)
    {
        $status = $params['newOrderStatus'];
        $id = (int) $params['id_order'];
        if ((int) $status->id === (int) Configuration::get('PS_OS_CANCELED')) {
            Outbox::addState($id, OrderEvent::CANCELLED);
        } elseif ((int) $status->id === (int) Configuration::get('PS_OS_REFUND')) {
            Outbox::addState($id, OrderEvent::REFUNDED_IN_FULL);
        } elseif ($status->paid) {
            Outbox::addState($id, OrderEvent::PAID);
        }
        Outbox::send(Outbox::MOST_IN_A_HOOK);
    }

    /** An order has a new credit slip. */
    public function hookActionOrderSlipAdd($params)
    {
        Outbox::addRefunds((int) $params['order']->id);
        Outbox::send(Outbox::MOST_IN_A_HOOK);
    }

    /** The configuration page. */
    public function getContent()
    {
        $message = Tools::isSubmit('submitThankflow') ? $this->save() : '';

        return $message . $this->form();
    }

    private function save()
    {
        $url = trim((string) Tools::getValue('THANKFLOW_URL'));
        $secret = trim((string) Tools::getValue('THANKFLOW_SECRET'));
        if (!preg_match('~^https://[^\s/?#@]+/webhooks/[a-z0-9-]+$~D', $url)) {
            return $this->displayError($this->say('The webhook URL looks like https://api.example.com/webhooks/my-shop.'));
        }
        if ($secret === '' ? !Configuration::get('THANKFLOW_SECRET') : !preg_match('~^whsec_[A-Za-z0-9+/]{32,}={0,2}$~D', $secret)) {
            return $this->displayError($this->say('The webhook secret is whsec_ and at least 24 bytes in base64.'));
        }
        Configuration::updateValue('THANKFLOW_URL', $url);
        if ($secret !== '') {
            Configuration::updateValue('THANKFLOW_SECRET', $secret);
        }

        return $this->displayConfirmation($this->say('The settings are saved.'));
    }

    private function form()
    {
        $token = Configuration::getGlobalValue('THANKFLOW_CRON_TOKEN');
        $cron = $this->context->link->getModuleLink($this->name, 'cron', ['token' => $token]);
        $helper = new HelperForm();
        $helper->module = $this;
        $helper->token = Tools::getAdminTokenLite('AdminModules');
        $helper->currentIndex = AdminController::$currentIndex . '&' . http_build_query(['configure' => $this->name]);
        $helper->submit_action = 'submitThankflow';
        $helper->default_form_language = (int) Configuration::get('PS_LANG_DEFAULT');
        $helper->fields_value = ['THANKFLOW_URL' => Configuration::get('THANKFLOW_URL'), 'THANKFLOW_SECRET' => ''];

        return $helper->generateForm([['form' => [
            'legend' => ['title' => 'thankflow', 'icon' => 'icon-cogs'],
            'description' => $this->say('Events to send: %d. Let a cron job open this address every five minutes: %s', [Outbox::count(), $cron]),
            'input' => [
                ['type' => 'text', 'name' => 'THANKFLOW_URL', 'label' => $this->say('Webhook URL'), 'required' => true],
                [
                    'type' => 'password',
                    'name' => 'THANKFLOW_SECRET',
                    'label' => $this->say('Webhook secret'),
                    'desc' => $this->say('The saved secret is never shown. Leave this empty to keep it.'),
                ],
            ],
            'submit' => ['title' => $this->say('Save')],
        ]]]);
    }

    private function say($text, array $values = [])
    {
        return $this->trans($text, $values, 'Modules.Thankflow.Admin');
    }
}

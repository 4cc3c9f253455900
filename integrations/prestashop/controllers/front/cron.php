<?php
/**
 * The address that a cron job opens, to send what couldn't be sent before.
 *
 * @license https://opensource.org/license/mit MIT License
 */
use PrestaShop\Module\Thankflow\Outbox;

class ThankflowCronModuleFrontController extends ModuleFrontController
{
    public $ajax;

    public function display()
    {
        $this->ajax = true;
        $token = (string) Configuration::getGlobalValue('THANKFLOW_CRON_TOKEN');
        if ($token === '' || !hash_equals($token, (string) Tools::getValue('token'))) {
            http_response_code(403);
            $this->ajaxRender("The token is wrong.\n");

            return;
        }
        Outbox::send(Outbox::MOST_IN_CRON);
        $this->ajaxRender(sprintf("Events to send: %d\n", Outbox::count()));
    }
}

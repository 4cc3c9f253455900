import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { Release } from '../constructs/release.ts';
import { WebhookApi } from '../constructs/webhook-api.ts';
import { setFeatureFlags } from '../feature-flags.ts';
import { stages } from '../stages.ts';
import { addAlarms } from './alarms.ts';
import { addDashboard } from './dashboard.ts';
import { addSavedQueries } from './saved-queries.ts';
import { fetchOrderFunction } from './fetch-order-function.ts';
import {
  handshakeFunction,
  ingestFunction,
  orderStatusFunction,
  receivePurchaseFunction,
  thanksPageFunction,
  type FunctionContext,
} from './web-functions.ts';
import { notifyShopFunction } from './notify-shop-function.ts';
import { releaseCheckFunction } from './release-check-function.ts';
import { reconcileFunction } from './reconcile-function.ts';
import { housekeepingFunction, submitToThanxFunction, thankCustomerFunction } from './worker-functions.ts';

/** The functions, the API's routes, and the alarms. The stack stores nothing: it can be deleted and deployed again. */
export class AppStack extends Stack {
  constructor(scope: Construct, id: string, props: StackProps & FunctionContext) {
    const { stage, data, codeDirectory, ...stackProps } = props;
    super(scope, id, stackProps);
    setFeatureFlags(this);
    const context = { stage, data, codeDirectory };
    const ingest = ingestFunction(this, context);
    const handshake = handshakeFunction(this, context);
    const receivePurchase = receivePurchaseFunction(this, context);
    const orderStatus = orderStatusFunction(this, context);
    const thanksPage = thanksPageFunction(this, context);
    const fetchOrder = fetchOrderFunction(this, context);
    const thankCustomer = thankCustomerFunction(this, context);
    const submitToThanx = [...data.loyaltyQueues].map(([credential, queue]) =>
      submitToThanxFunction(this, context, credential, queue),
    );
    const notifyShop = notifyShopFunction(this, context);
    const housekeeping = housekeepingFunction(this, context);
    const reconcile = reconcileFunction(this, context);
    const services = [
      ingest,
      fetchOrder,
      thankCustomer,
      ...submitToThanx,
      notifyShop,
      housekeeping,
      reconcile,
      handshake,
      receivePurchase,
      orderStatus,
      thanksPage,
    ];
    addSavedQueries(this, stage, { ingest, all: services, accessLog: data.accessLog });
    const alarms = addAlarms(this, stage, data.alarmActions, housekeeping);
    addDashboard(this, stage, data);
    new WebhookApi(this, 'WebhookApi', {
      stage,
      alarmActions: data.alarmActions,
      address: data.address,
      accessLog: data.accessLog,
      ingest: ingest.live,
      handshake: handshake.live,
      receivePurchase: receivePurchase.live,
      orderStatus: orderStatus.live,
      thanksPage: thanksPage.live,
    });
    if (stage.name === stages.local.name) return;
    // Without CodeDeploy nobody calls it. It exists nevertheless, so that a single release at once doesn't take the log away that the data stack has for it.
    const { function: check } = releaseCheckFunction(this, context, services);
    if (stage.release === 'at-once') return;
    const lost = alarms.get('WebhookLost');
    new Release(this, 'Release', {
      stage,
      alarmActions: data.alarmActions,
      services,
      ingest,
      ingestAlarms: lost === undefined ? [] : [lost],
      check,
    });
  }
}

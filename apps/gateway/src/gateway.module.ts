import { Module, type DynamicModule } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { accessDirectory } from './access/directory.js';
import { IntakeLimiter } from './access/intake/intake-limiter.js';
import { unitTree } from './access/unit-tree.js';
import { UnitsController } from './units/units.controller.js';
import { AttachmentsController } from './attachments/http/attachments.controller.js';
import { AreasController } from './areas/areas.controller.js';
import type { GatewayConfig, Log } from '@lienthong/config';
import {
  createMetrics,
  HealthController,
  METRICS,
  MetricsController,
  PARTNERS_HEALTH,
  READINESS,
  type MetricsSources,
  type PartnersHealth,
  type Readiness,
} from '@lienthong/process';
import type { GatewayCore } from './core.js';
import * as token from './gateway.tokens.js';
import { ApiDocsController } from './http/ops/api-docs.controller.js';
import { ProblemFilter } from './http/problem.filter.js';
import { RouteTable } from './http/route-table.js';
import { EventsController } from './feed/http/events.controller.js';
import { HandoversController } from './handovers/http/handovers.controller.js';
import { InboxController } from './inbox/http/inbox.controller.js';
import { checkRules } from './identity/http/check-rules.js';
import { CitizenChecksController } from './identity/http/citizen-checks.controller.js';
import { DeliveriesController } from './delivery/http/deliveries.controller.js';
import { BulkDossiersController } from './intake/bulk/bulk-dossiers.controller.js';
import { DossiersController } from './intake/dossiers.controller.js';
import { ExchangesController } from './operators/exchanges.controller.js';
import { CreditsController } from './money/http/credits.controller.js';
import { PaymentsController } from './money/http/payments.controller.js';
import { ReconciliationsController } from './money/http/reconciliations.controller.js';
import { AdmissionWindowsController } from './money/windows/admission-windows.controller.js';
import { UnplacedSubmissionsController } from './submissions/http/unplaced-submissions.controller.js';
import { UnreadableRowsController } from './unreadable/http/unreadable-rows.controller.js';
import { RefundsController } from './money/http/refunds.controller.js';
import { StatementsController } from './money/http/statements.controller.js';
import { ComparisonsController } from './disagreements/http/comparisons.controller.js';
import { DisagreementsController } from './disagreements/http/disagreements.controller.js';
import { MonitorReconciliationsController } from './reconciliation/http/monitor-reconciliations.controller.js';
import { QuarantinedMessagesController } from './quarantined/http/quarantined-messages.controller.js';
import { FailureClassesController } from './replays/http/failure-classes.controller.js';
import { ReplaysController } from './replays/http/replays.controller.js';
import { RegistersController } from './registers/http/registers.controller.js';
import { WebhooksController } from './webhooks/http/webhooks.controller.js';
import { DossierViewsController } from './views/dossier-views.controller.js';

export interface GatewayParts {
  readonly core: GatewayCore;
  readonly config: GatewayConfig;
  readonly log: Log;
  /** Lags and levels of this process, asked at every scrape. */
  readonly gauges?: MetricsSources['gauges'];
  /** What the process knows of its readiness; without it the core's own answer. */
  readonly readiness?: Readiness;
  /** Shown beside readiness by a process that talks to partners. */
  readonly partners?: PartnersHealth;
}

/** The agencies' side of the API. The core behind it is made, started and closed by the process that registers it. */
@Module({})
export class GatewayModule {
  static register(parts: GatewayParts): DynamicModule {
    const { core, config, log, gauges, partners, readiness = () => core.readiness() } = parts;
    const units = unitTree(config.units);
    const routes = new RouteTable();
    const { requestsPerClient: perClient, requestsInAll: inAll, requestsPerSecond: perSecond } = config.limits;
    const intake = new IntakeLimiter({ perClient, inAll, perSecond });
    const metrics = createMetrics({ counters: () => core.counters(), ...(gauges ? { gauges } : {}) });
    return {
      module: GatewayModule,
      controllers: [
        BulkDossiersController,
        DossiersController,
        DossierViewsController,
        ExchangesController,
        FailureClassesController,
        ReplaysController,
        QuarantinedMessagesController,
        PaymentsController,
        DeliveriesController,
        AttachmentsController,
        HandoversController,
        InboxController,
        EventsController,
        WebhooksController,
        CitizenChecksController,
        CreditsController,
        RefundsController,
        StatementsController,
        ReconciliationsController,
        AdmissionWindowsController,
        MonitorReconciliationsController,
        DisagreementsController,
        ComparisonsController,
        RegistersController,
        AreasController,
        UnitsController,
        UnreadableRowsController,
        UnplacedSubmissionsController,
        HealthController,
        MetricsController,
        ApiDocsController,
      ],
      providers: [
        { provide: token.GATEWAY_CORE, useValue: core },
        { provide: token.UNIT_TREE, useValue: units },
        { provide: token.CHECK_RULES, useValue: checkRules(config) },
        { provide: token.DIRECTORY, useValue: accessDirectory(config, units) },
        { provide: token.ROUTE_TABLE, useValue: routes },
        { provide: METRICS, useValue: metrics },
        { provide: READINESS, useValue: readiness },
        ...(partners ? [{ provide: PARTNERS_HEALTH, useValue: partners }] : []),
        { provide: token.LOG, useValue: log },
        { provide: token.LIMITS, useValue: config.limits },
        { provide: token.INTAKE, useValue: intake },
        { provide: token.API_DOCUMENT, useValue: {} },
        { provide: APP_FILTER, useValue: new ProblemFilter(routes, log) },
      ],
    };
  }
}

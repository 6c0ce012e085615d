import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "prom-client";

/** What one request to a destination came to. No label names a tenant. */
export type MeasuredAttempt = {
  /** The destination's kind. */
  kind: string;
  /** `send`, `update` or `test`. */
  purpose: string;
  outcome: string;
  /** How many deliveries it carried. */
  deliveries: number;
  /** Whether the other side said 429. */
  rateLimited: boolean;
  seconds: number;
};

/** What a process counts, for Prometheus. */
export type Metrics = {
  attempt(attempt: MeasuredAttempt): void;
  sequenced(events: number): void;
  request(request: { route: string; method: string; status: number; seconds: number }): void;
  /** Sets what is read when metrics are asked for; null while the database does not answer. */
  observe(gauges: Gauges | null): void;
  /** Everything as Prometheus reads it. */
  text(): Promise<string>;
  contentType: string;
};

const gauges = {
  bellwire_database_up: "1 while the database answers",
  bellwire_deliveries_due: "Deliveries whose time has come and whose destination works",
  bellwire_deliveries_later: "Deliveries that wait for their next try or for their destination to be mended",
  bellwire_deliveries_sending: "Deliveries that are being sent",
  bellwire_oldest_due_seconds: "How long the oldest delivery that is due has been so",
  bellwire_lane_overdue_seconds: "How long the most neglected destination has waited for a worker",
  bellwire_outbox_events: "Events that are not sequenced yet",
  bellwire_outbox_oldest_seconds: "How long the oldest of them has waited",
  bellwire_outbox_set_aside: "Events that could not be read and were set aside",
  bellwire_sequencer_held: "1 while a process is the sequencer",
  bellwire_workers_alive: "Processes with a worker that give signs of life",
  bellwire_database_bytes: "Size of the database",
} as const;
/** What is the same whichever process is asked. */
export type Gauges = Record<Exclude<keyof typeof gauges, "bellwire_database_up">, number>;

/** Makes the counters of a process, in a registry of their own. With `process` also those of Node itself. */
export function createMetrics(options: { process?: boolean } = {}): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const attempts = new Counter({
    name: "bellwire_attempts_total",
    help: "Requests to destinations, by what came of them",
    labelNames: ["kind", "purpose", "outcome"],
    registers,
  });
  const attemptSeconds = new Histogram({
    name: "bellwire_attempt_duration_seconds",
    help: "How long requests to destinations took",
    labelNames: ["kind"],
    buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15],
    registers,
  });
  const limited = new Counter({
    name: "bellwire_rate_limited_total",
    help: "Requests that a destination answered with 429",
    labelNames: ["kind"],
    registers,
  });
  const deliveries = new Counter({
    name: "bellwire_deliveries_total",
    help: "Deliveries that were sent, by what came of it",
    labelNames: ["kind", "outcome"],
    registers,
  });
  const sequenced = new Counter({
    name: "bellwire_sequenced_events_total",
    help: "Events that this process gave their positions",
    registers,
  });
  const requests = new Counter({
    name: "bellwire_http_requests_total",
    help: "Requests answered, by route",
    labelNames: ["route", "method", "status"],
    registers,
  });
  const requestSeconds = new Histogram({
    name: "bellwire_http_request_duration_seconds",
    help: "How long answering took",
    labelNames: ["route"],
    buckets: [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    registers,
  });
  const read = new Map(
    Object.entries(gauges).map(([name, help]) => [name, new Gauge({ name, help, registers })]),
  );
  if (options.process) collectDefaultMetrics({ register: registry });
  return {
    attempt({ kind, purpose, outcome, deliveries: carried, rateLimited, seconds }) {
      attempts.inc({ kind, purpose, outcome });
      deliveries.inc({ kind, outcome }, carried);
      attemptSeconds.observe({ kind }, seconds);
      if (rateLimited) limited.inc({ kind });
    },
    sequenced: (events) => sequenced.inc(events),
    request({ route, method, status, seconds }) {
      requests.inc({ route, method, status: String(status) });
      requestSeconds.observe({ route }, seconds);
    },
    observe(values) {
      // What was read last time must not be taken for now.
      for (const gauge of read.values()) gauge.set(Number.NaN);
      read.get("bellwire_database_up")?.set(values ? 1 : 0);
      for (const [name, value] of Object.entries(values ?? {})) read.get(name)?.set(value);
    },
    text: () => registry.metrics(),
    contentType: registry.contentType,
  };
}

import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { Recovery } from '../../src-shared/contract/frames/subscribed.ts';

const LATENCY_BUCKETS = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 5];
const AT = /"at":"([^"]+)"/;

/** What the sockets of a process count. Each name has its line in docs/metrics.md. */
export interface RealtimeMetrics {
  connected(): void;
  disconnected(code: number): void;
  refusedUpgrade(status: number): void;
  subscriptions(change: 1 | -1): void;
  recovered(kind: Recovery, cause: 'subscribe' | 'behind'): void;
  gapRead(source: 'window' | 'postgresql'): void;
  fellBehind(): void;
  headReadFailed(): void;
  /** Events given to the sockets in one frame, and the JSON of the last of them. */
  fannedOut(events: number, lastText: string): void;
}

/** @param wallTime milliseconds since 1970 */
export function createRealtimeMetrics(registry: Registry, wallTime: () => number): RealtimeMetrics {
  const registers = [registry];
  const counter = <Label extends string = never>(name: string, help: string, labels: Label[]) =>
    new Counter<Label>({ name, help, labelNames: labels, registers });
  const sockets = new Gauge({
    name: 'wardline_websocket_connections',
    help: 'Open sockets of this process.',
    registers,
  });
  const subscriptions = new Gauge({
    name: 'wardline_websocket_subscriptions',
    help: 'Wards followed by the sockets of this process, each counted for each socket.',
    registers,
  });
  const closed = counter('wardline_websocket_closed_total', 'Closed sockets by code.', ['code']);
  const refused = counter('wardline_websocket_refused_total', 'Refused upgrades by HTTP status.', [
    'status',
  ]);
  const recoveries = counter(
    'wardline_recoveries_total',
    'Recoveries by their kind, and whether a client asked or had fallen behind.',
    ['kind', 'cause'],
  );
  const gaps = counter('wardline_gap_reads_total', 'Reads of missing events by their source.', [
    'source',
  ]);
  const behind = counter('wardline_behind_total', 'Subscriptions that had to be recovered.', []);
  const headFailures = counter('wardline_head_read_failures_total', 'Failed reads of heads.', []);
  const fannedOut = counter('wardline_events_fanned_out_total', 'Events given to sockets.', []);
  const latency = new Histogram({
    name: 'wardline_fan_out_latency_seconds',
    help: "From an event's `at` to its frame being given to the sockets of this process.",
    buckets: LATENCY_BUCKETS,
    registers,
  });
  return {
    connected: () => {
      sockets.inc();
    },
    disconnected: (code) => {
      sockets.dec();
      closed.inc({ code });
    },
    refusedUpgrade: (status) => {
      refused.inc({ status });
    },
    subscriptions: (change) => {
      subscriptions.inc(change);
    },
    recovered: (kind, cause) => {
      recoveries.inc({ kind, cause });
    },
    gapRead: (source) => {
      gaps.inc({ source });
    },
    fellBehind: () => {
      behind.inc();
    },
    headReadFailed: () => {
      headFailures.inc();
    },
    fannedOut: (events, lastText) => {
      fannedOut.inc(events);
      const at = Date.parse(AT.exec(lastText)?.[1] ?? '');
      if (!Number.isNaN(at)) latency.observe(Math.max(0, wallTime() - at) / 1000);
    },
  };
}

// Netsplit for other pages: a run as a function. Beside `netsplit.js`.

/**
 * Runs a scenario to its end, on the thread that calls it: a few milliseconds for most labs. A lab other than the first is
 * fetched from the site, `labs/<name>.json`; `labs/index.json` lists all.
 *
 * The same scenario and seed give the same summary everywhere, to the bit: compare `digest`.
 *
 * @param scenario a scenario as an object or as JSON, the name of a lab (`"start"`), or a link (`"?lab=start&rate=300/s"`)
 * The promise is refused with a {@link ScenarioError} if the scenario or an option is refused, or if the lab cannot be fetched.
 */
export function run(scenario: Scenario | string, options?: Options): Promise<Summary>;

/**
 * Reads a link, with or without the address of the page.
 *
 * The promise is refused with a {@link ScenarioError} if any part of the link cannot be read, or if its lab cannot be fetched.
 */
export function parse(link: string): Promise<Parsed>;

/**
 * Published figures of one topic: files of `validate/references/`, or some of your own in the same form.
 *
 * It lives in the memory of the program: `free()` it when it is done.
 */
export class References {
  /** @throws {ScenarioError} if the text is no topic */
  constructor(text: string);
  /** What stands in it, and a link to the first run of each reference, below the address of the page. */
  contents(): Contents;
  /** Runs a reference once, the run counted from 1: a number for each of its figures. */
  sample(reference: number, run: number): Float64Array;
  /** What the samples of all its runs, one after the other, come to. */
  rows(reference: number, samples: Float64Array): Row[];
  free(): void;
}

/** What a topic holds. */
export interface Contents {
  title: string;
  about: string;
  references: {
    name: string;
    source: string;
    runs: number;
    link: string;
    figures: { name: string; expected: string; tolerance: string }[];
  }[];
}

/** A figure, and what was measured. Numbers are in seconds, shares of 1 and plain counts. */
export interface Row {
  name: string;
  source: string;
  expected: number;
  measured: number;
  /** Independent runs. */
  samples: number;
  /** `null` for a single run, or an extreme. */
  standard_error: number | null;
  /** The greatest distance between measured and expected that holds. */
  tolerance: number;
  holds: boolean;
  /** The numbers as people read them. */
  shown: { expected: string; measured: string; standard_error: string; tolerance: string };
}

/** What a run may be told beside its scenario. */
export interface Options {
  /** The seed, a whole number up to 4294967295; that of the link, or 1, if left out. */
  seed?: number;
  /** Values of controls or of paths, as one would type them: `{ rate: "300/s", "nodes.app.replicas": 5 }`. */
  set?: Record<string, string | number | boolean>;
}

/** What a link says. */
export interface Parsed {
  /** The lab that it starts from, if it names one. */
  lab: string | null;
  /** The scenario, with what the link changes in it. */
  scenario: Scenario;
  /** The seed. */
  seed: number;
  /** The moment that it shows, in seconds. */
  at: number | null;
  /** How it is to be shown, as written: `{ embed: "1" }`. */
  view: Record<string, string>;
}

/** What is thrown: its message has a line for each issue. */
export interface ScenarioError extends Error {
  name: "ScenarioError";
  /** Everything that is wrong: where, and what was found and is allowed. */
  issues: Issue[];
}

// Made from the core from here on.

/** What a run came to. */
export interface Summary {
  /** Version of the engine that ran. */
  engine: string;
  /** What is there. */
  topology: Topology;
  /** Length of the run in seconds. */
  duration: number;
  /** The window in which requests are measured, by their intended arrival, in seconds. */
  window: [number, number];
  /** Metrics of the whole run. */
  metrics: Metric[];
  /** Metrics of each node. */
  nodes: NodeSummary[];
  /** Metrics of each route. */
  routes: RouteSummary[];
  /** Metrics over time. */
  charts: Chart[];
  /** What depends on something else than time. */
  curves: Curve[];
  /** States over time. */
  state_timelines: StateTimeline[];
  /** Histogram of latencies of all requests in the window, answered well or badly. */
  latencies: Histogram;
  /** What was checked, and whether it holds. */
  verdicts: Verdict[];
  /** What the user wanted, and whether it holds. */
  objectives: ObjectiveResult[];
  /** When each fault is active, in the order of the scenario. */
  faults: FaultSpan[];
  /** What was taken note of, such as an intervention whose target is gone. */
  notices: string[];
  /** The run ended before its time because a budget was used up; says which. */
  truncated: string | null;
  /** How many events were simulated. */
  events: number;
  /** Digest of the whole recording, equal on every platform, if whoever ran it asked for that. */
  digest: string | null;
}

/** One problem, and where it is. */
export interface Issue {
  /** Dotted path; empty for the document as a whole. */
  path: string;
  /** Sentence that says what was found and what is allowed. */
  problem: string;
}

/** Everything that stands in the diagram. */
export interface Topology {
  /** Nodes, in the order of their names. */
  nodes: NodeShape[];
  /** Processes, node by node. */
  processes: ProcessShape[];
  /** Who calls whom. */
  routes: RouteShape[];
  /** Links between processes, one for each direction. */
  links: LinkShape[];
}

/** One metric of a run. */
export interface Metric {
  /** Name in objectives and on the command line: `availability`, `p99`. */
  id: string;
  /** Name as people read it. */
  name: string;
  /** Its value in the base unit, if there was anything to measure. */
  value: number | null;
  /** What the value counts. */
  unit: Unit;
  /** What exactly it is. */
  definition: string;
  /** Whether more is better. */
  better: Better;
  /** A sentence on whom the value leaves out, if those are many. */
  note: string | null;
  /** Id of the chart and name of the line that show it over time, if there is one. */
  line: [string, string] | null;
}

/** Metrics of a node, over the measured window. */
export interface NodeSummary {
  /** Name of the node. */
  node: string;
  /** Mean share of its slots that held a request, from 0 to 1; `null` where slots are without limit. */
  utilisation: number | null;
  /** Mean number of requests that waited in all its processes. */
  queue_mean: number;
  /** Largest number that waited in all its processes at once. */
  queue_max: number;
  /** Requests that left it, a second. */
  throughput: number;
  /** Mean time that a request spent in it, in seconds, of those that came in. One that is still inside when the run ends counts if it has been there for longer than that. */
  time_in_node: number | null;
}

/** Metrics of a route, over the whole run. */
export interface RouteSummary {
  /** Name of the route. */
  route: string;
  /** Messages, if the route is one between machines: those are no attempts, and end in nothing. */
  messages: number | null;
  /** Attempts. */
  attempts: number;
  /** Attempts that neither were retries nor came from one. */
  originals: number;
  /** Attempts that ended so, in the order success, fallback, error, rejected, refused, timeout, not leader, deposed, breaker open, unavailable, compensated, conflict. */
  outcomes: number[];
}

/** Lines over time. */
export interface Chart {
  /** Name: `latency`. */
  id: string;
  /** Title as people read it. */
  title: string;
  /** What the values count. */
  unit: Unit;
  /** Time from one value to the next in seconds: value `i` is that of the moment `i * bin`, the last one of the end. */
  bin: number;
  /** Length of the window before its moment that a value is of, in seconds. */
  window: number;
  /** The lines. */
  lines: Line[];
}

/** How one number depends on another, where that is not the time of the run. */
export interface Curve {
  /** Name: `freshness`. */
  id: string;
  /** Title as people read it. */
  title: string;
  /** What exactly it is. */
  definition: string;
  /** What the numbers on the axis count. */
  x: Unit;
  /** What the values count. */
  unit: Unit;
  /** Number and value, by rising numbers. */
  points: [number, number][];
}

/** States over time, as spans in rows: who led when, when a breaker was open. */
export interface StateTimeline {
  /** Name: `breakers`. */
  id: string;
  /** Title as people read it. */
  title: string;
  /** What exactly is shown, in one sentence. */
  definition: string;
  /** The rows. */
  rows: StateTimelineRow[];
}

/** Counts of latencies in bins whose bounds grow by equal ratios. */
export interface Histogram {
  /** Bounds of the bins in seconds; one more than there are counts. */
  bounds: number[];
  /** Requests in each bin. */
  counts: number[];
}

/** Whether something that was checked holds. */
export interface Verdict {
  /** Name in objectives: `conservation`. */
  id: string;
  /** Name as people read it. */
  name: string;
  /** Whether it holds. */
  holds: Holds;
  /** What was checked and found, in one sentence. */
  says: string;
  /** What shows it, where it does not hold. */
  evidence: Evidence | null;
}

/** Whether an objective of the user holds. */
export interface ObjectiveResult {
  /** The objective as written. */
  want: string;
  /** Whether it holds. */
  holds: Holds;
  /** What was measured, in one sentence. */
  says: string;
}

/** When a fault is active. */
export interface FaultSpan {
  /** What it does, in a few words: `app/1 crashes`. */
  label: string;
  /** When it begins, in seconds. */
  from: number;
  /** When it ends, in seconds; the end of the run if it lasts, and its beginning if it changes nothing. */
  to: number;
}

/** A node of the diagram. */
export interface NodeShape {
  /** Its name, as in the scenario. */
  name: string;
  /** What is written on it. */
  label: string;
  /** What it is: `client`, `balancer`, `service`, `store`, `orchestrator`, `participant`. */
  kind: string;
  /** A few words under the label: `3 replicas, 8 slots each`. */
  detail: string;
  /** Index of its first process. */
  first: number;
  /** How many processes it has. */
  replicas: number;
  /** How many of them, the last ones, keep no data and take the calls for those that do; with none, all take calls. */
  coordinators: number;
  /** Requests that one process works on at once, where that is limited. */
  concurrency: number | null;
  /** Column and row in the diagram, where the author placed it. */
  place: [number, number] | null;
}

/** A process of a node. */
export interface ProcessShape {
  /** Its name: `app/2`, or just `app` if the node has one process; `db/c1` is a coordinator. */
  name: string;
  /** Index of its node. */
  node: number;
  /** The zone of its host, written `region/zone`. */
  zone: string;
}

/** A call from one node to another. */
export interface RouteShape {
  /** Its name: `caller->callee`. */
  name: string;
  /** Index of the calling node. */
  from: number;
  /** Index of the called node. */
  to: number;
}

/** One direction between two processes. */
export interface LinkShape {
  /** Index of the sending process. */
  from: number;
  /** Index of the receiving process. */
  to: number;
  /** Index of the route it belongs to. */
  route: number;
}

/** Unit of a number. */
export type Unit =
  /** A part of a whole, from 0 to 1. */
  | "share"
  /** Seconds. */
  | "seconds"
  /** A rate per second. */
  | "per_second"
  /** A number of things. */
  | "count"
  /** A ratio. */
  | "times"
  /** US dollars. */
  | "dollars";

/** Whether more of a metric is better. */
export type Better =
  /** More is better. */
  | "higher"
  /** Less is better. */
  | "lower"
  /** Neither. */
  | "neither";

/** One line of a chart. */
export interface Line {
  /** Name in the legend. */
  name: string;
  /** A value for each moment, see `bin` of the chart; `null` where there was nothing to measure. */
  values: (number | null)[];
}

/** One row of state timelines. */
export interface StateTimelineRow {
  /** Whose states they are. */
  label: string;
  /** The states, one after the other; gaps are allowed. */
  spans: StateTimelineSpan[];
}

/** Whether something holds. */
export type Holds =
  /** It holds. */
  | "yes"
  /** It is violated. */
  | "no"
  /** It could not be decided within the limit. */
  | "undecided";

/** What shows that something does not hold. */
export interface Evidence {
  /** The moment to look at, in seconds. */
  at: number;
  /** The requests that show it. */
  requests: number[];
  /** The processes that show it. */
  processes: number[];
  /** What they show, in one sentence. */
  says: string;
}

/** A state, and how long it lasted. */
export interface StateTimelineSpan {
  /** From when, in seconds. */
  from: number;
  /** Until when, in seconds. */
  to: number;
  /** The state: `open`, `leader of term 3`. */
  says: string;
  /** How it is meant. */
  tone: Tone;
}

/** How a part of a picture is meant. Told apart by shape or letter too, never by colour alone. */
export type Tone =
  /** Nothing special. */
  | "plain"
  /** As it should be: a leader, a confirmed entry, a closed breaker. */
  | "good"
  /** On its way: a candidate, an entry that is not committed, a half-open breaker. */
  | "busy"
  /** What costs or is wrong: an open breaker, a stale copy, a failed step. */
  | "bad";

/** A scenario: a system, what is asked of it, what goes wrong, and what should hold. */
export type Scenario = {
  /** Policies of calls, by `caller->callee`; a call without an entry has the defaults. */
  calls?: Record<string, {
    /** How the caller chooses among the processes of the callee. Default: `"round-robin"`. */
    balance?: "random" | "round-robin" | "two-choices" | "least-outstanding";
    /** Stops calling what keeps failing; none if left out. */
    breaker?: {
      /** Whether it works; one that does not lets every call pass. Default: `true`. */
      enabled?: boolean;
      /** Failures one after the other that open it; they do not count where `rate` is given. Default: `5`. */
      failures?: number;
      /** How long it stays open. Default: `"30s"`. */
      open?: string;
      /** Probes under way at once while it is half open. Default: `1`. */
      probes?: number;
      /** Opens it by the share of failures in a window of time, instead of by failures one after the other. */
      rate?: {
        /** Share of failed calls that opens it. Default: `"50%"`. */
        failures?: string;
        /** With fewer calls in the window than this, shares mean nothing. Default: `20`. */
        minimum?: number;
        /** Share of slow calls that opens it too; slow successes are no failures then. */
        slow?: string | null;
        /** The window: calls that ended in the last so long. Default: `"10s"`. */
        window?: string;
      } | null;
      /** A call that takes longer than this has failed for the breaker even if it succeeds; any may if left out. */
      slow?: string | null;
      /** Successful probes that close it. Default: `1`. */
      successes?: number;
    } | null;
    /** Limits the attempts that are under way at once; no limit if left out. */
    bulkhead?: {
      /** Attempts under way at once. Default: `10`. */
      permits?: number;
      /** Attempts that may wait for a permit; none if zero. Default: `0`. */
      queue?: number;
      /** How long one may wait. Default: `"1s"`. */
      wait?: string;
    } | null;
    /** How long the whole call may take with all its attempts; for ever if left out. */
    deadline?: string | null;
    /** What the caller makes do with when the call has failed or the breaker refuses it. Default: `"none"`. */
    fallback?: "none" | "static";
    /** Requests say how long the caller will wait, and nobody works on one for longer than that. Default: `false`. */
    propagate?: boolean;
    /** Size of a request on the wire. Default: `"1KB"`. */
    request_size?: string;
    /** Size of a response on the wire. Default: `"1KB"`. */
    response_size?: string;
    /** What happens when an attempt fails. */
    retry?: {
      /** Attempts in all, the first included; 1 means that nothing is retried. Default: `1`. */
      attempts?: number;
      /** How the wait before the next attempt grows. Default: `"none"`. */
      backoff?: "none" | "exponential";
      /** The first wait. Default: `"100ms"`. */
      base?: string;
      /** The share of retries that a caller allows itself; no limit if left out. */
      budget?: {
        /** Retries a second that are allowed with few calls, or none. Default: `10`. */
        minimum?: number;
        /** Retries for each call that was made lately. Default: `"20%"`. */
        ratio?: string;
        /** How long a call and a retry are remembered. Default: `"10s"`. */
        window?: string;
      } | null;
      /** The longest wait. Default: `"10s"`. */
      cap?: string;
      /** How much longer each wait is than the one before. Default: `2.0`. */
      factor?: number;
      /** Repeat only what may be done twice: reads, and writes of stores that know a repetition from a new write. Other writes are repeated only if the failure shows that nothing was done. Default: `false`. */
      idempotent_only?: boolean;
      /** How waits are spread, so that those who failed together do not come back together. Default: `"none"`. */
      jitter?: "none" | "full" | "equal" | "decorrelated" | "additive";
      /** Which failures are worth another attempt; all but conflicts and the refusals of the caller's own breaker. */
      on?: ("error" | "rejected" | "refused" | "timeout" | "not leader" | "deposed" | "unavailable" | "breaker open" | "bulkhead full" | "conflict")[];
    };
    /** How long the caller waits for an answer before the attempt has failed; for ever if left out. */
    timeout?: string | null;
  }>;
  /** Claims that the lab makes. */
  claims?: {
    /** An objective that holds in at least `share` of the seeds. */
    holds?: string | null;
    /** The claim in words. */
    says: string;
    /** How many seeds it is tested on. Default: `100`. */
    seeds?: number;
    /** Values of controls or paths that differ from the lab's. */
    set?: Record<string, unknown>;
    /** Share of the seeds. Default: `"100%"`. */
    share?: string;
    /** An objective that is violated in at least `share` of the seeds, and on the default seed. */
    violates?: string | null;
  }[];
  /** Controls that the lab puts in front. */
  controls?: {
    /** Further paths that get the same value. */
    also?: string[];
    /** Name of a control whose value is an upper bound of this one. */
    at_most?: string | null;
    /** Value at the start, where a template hides it. */
    default?: unknown;
    /** Smallest value, within the range of the parameter. */
    from?: unknown;
    /** One sentence about its effect. Default: `""`. */
    help?: string;
    /** Title above the slider. */
    label: string;
    /** Name in links; never changes once published. */
    name: string;
    /** Named patches to choose from; the first is the start. */
    options?: {
      /** Name in links and on the page. */
      name: string;
      /** Values by path. */
      set?: Record<string, unknown>;
    }[];
    /** Path of the parameter that it edits. */
    path?: string | null;
    /** Text around the value, such as `exp({})`. */
    template?: string | null;
    /** Largest value, within the range of the parameter. */
    to?: unknown;
  }[];
  /** Requests that come in this last part are not measured: they may have had no time to end. Default: `"1s"`. */
  cool_down?: string;
  /** Length of the run. Default: `"30s"`. */
  duration?: string;
  /** Family of the preset in the gallery. Default: `"own"`. */
  family?: string;
  /** Things that go wrong. */
  faults?: {
    /** When it begins. */
    at: string;
    fault: "crash";
    /** Until it is back; for the rest of the run if left out. */
    lasts?: string | null;
    /** Name in paths, such as `outage` in `faults.outage.lasts`; without one, its number in the list from 0 on. */
    name?: string | null;
    /** The process (connections are refused) or its host (silence). Default: `"process"`. */
    scope?: "process" | "host";
    /** What crashes: a node, one of its processes such as `db/2`, `zone:eu/a`, `region:eu`, or `leader:db`, whoever leads that store at that moment. */
    target: string;
  } | {
    /** When it begins. */
    at: string;
    /** How long it takes to come back. Default: `"2s"`. */
    boot?: string;
    fault: "restart";
    /** Name in paths, such as `outage` in `faults.outage.lasts`; without one, its number in the list from 0 on. */
    name?: string | null;
    /** What restarts. */
    target: string;
  } | {
    /** When it begins. */
    at: string;
    fault: "outages";
    /** How long this goes on; for the rest of the run if left out. At the end all are back. */
    lasts?: string | null;
    /** Mean time to failure: how long a process stays up on average; exponential, so it does not age. Default: `"99s"`. */
    mttf?: string;
    /** Mean time to repair: how long it stays down on average; exponential. Default: `"1s"`. */
    mttr?: string;
    /** Name in paths, such as `outage` in `faults.outage.lasts`; without one, its number in the list from 0 on. */
    name?: string | null;
    /** The process (connections are refused) or its host (silence). Default: `"process"`. */
    scope?: "process" | "host";
    /** What fails: a node, one of its processes such as `db/2`, `zone:eu/a`, `region:eu`, or `leader:db`, whoever leads that store at the beginning. */
    target: string;
  } | {
    /** When it begins. */
    at: string;
    fault: "pause";
    /** How long; for the rest of the run if left out. */
    lasts?: string | null;
    /** Name in paths, such as `outage` in `faults.outage.lasts`; without one, its number in the list from 0 on. */
    name?: string | null;
    /** What pauses. */
    target: string;
  } | {
    /** When it begins. */
    at: string;
    /** How many times longer work takes that begins meanwhile. Default: `10.0`. */
    factor?: number;
    fault: "slow";
    /** How long; for the rest of the run if left out. */
    lasts?: string | null;
    /** Name in paths, such as `outage` in `faults.outage.lasts`; without one, its number in the list from 0 on. */
    name?: string | null;
    /** What is slow. */
    target: string;
  } | {
    /** When it begins. */
    at: string;
    fault: "cut";
    /** Targets on one side; `leader:db+1` is whoever leads db at that moment, and the replica after it. */
    from: string[];
    /** How long; for the rest of the run if left out. */
    lasts?: string | null;
    /** Name in paths, such as `outage` in `faults.outage.lasts`; without one, its number in the list from 0 on. */
    name?: string | null;
    /** Only messages from `from` to `to` are stopped. Default: `false`. */
    one_way?: boolean;
    /** Targets on the other side; all the rest if left out. */
    to?: string[] | null;
  } | {
    /** Added to the latency of each message, one way. Default: `"100ms"`. */
    add?: string;
    /** When it begins. */
    at: string;
    fault: "latency";
    /** Targets on one side; every link if left out. */
    from?: string[] | null;
    /** How long; for the rest of the run if left out. */
    lasts?: string | null;
    /** Name in paths, such as `outage` in `faults.outage.lasts`; without one, its number in the list from 0 on. */
    name?: string | null;
    /** Targets on the other side; all the rest if left out. */
    to?: string[] | null;
  } | {
    /** When it begins. */
    at: string;
    fault: "loss";
    /** Targets on one side; every link if left out. */
    from?: string[] | null;
    /** How long; for the rest of the run if left out. */
    lasts?: string | null;
    /** Name in paths, such as `outage` in `faults.outage.lasts`; without one, its number in the list from 0 on. */
    name?: string | null;
    /** Share of transmissions lost, in place of the link's own where that is smaller. Default: `"10%"`. */
    share?: string;
    /** Targets on the other side; all the rest if left out. */
    to?: string[] | null;
  } | {
    /** When it begins. */
    at: string;
    fault: "errors";
    /** How long; for the rest of the run if left out. */
    lasts?: string | null;
    /** Name in paths, such as `outage` in `faults.outage.lasts`; without one, its number in the list from 0 on. */
    name?: string | null;
    /** Share of the requests. Default: `"10%"`. */
    share?: string;
    /** What answers with errors. */
    target: string;
  } | {
    /** When it begins. */
    at: string;
    /** The offset is backwards. Default: `false`. */
    behind?: boolean;
    fault: "clock";
    /** How long; for the rest of the run if left out. */
    lasts?: string | null;
    /** Name in paths, such as `outage` in `faults.outage.lasts`; without one, its number in the list from 0 on. */
    name?: string | null;
    /** How far ahead the clock is set; behind if `behind` is true. Default: `"0s"`. */
    offset?: string;
    /** How fast the clock runs: 1 is right, 1.1 gains six minutes an hour. Default: `1.0`. */
    rate?: number;
    /** Whose hosts. */
    target: string;
  } | {
    /** When it begins. */
    at: string;
    fault: "set";
    /** Name in paths, such as `outage` in `faults.outage.lasts`; without one, its number in the list from 0 on. */
    name?: string | null;
    /** Path of the parameter, such as `nodes.app.concurrency`. */
    path: string;
    value: unknown;
  }[];
  /** Name of the preset, where it is one. */
  id?: string | null;
  /** The network. */
  network?: {
    /** Bytes a second that one link carries in one direction; without limit if left out. */
    bandwidth?: string | null;
    /** Share of datagrams that arrive twice. Default: `"0%"`. */
    duplicate?: string;
    /** Latency between hosts of the same zone. Default: `"500us"`. */
    latency?: string;
    /** What differs between two nodes, by pair, written `caller->callee`; both directions. */
    links?: Record<string, {
      /** Bytes a second in one direction. */
      bandwidth?: string | null;
      /** What messages of a kind take on top of the latency, one way, by the word that the log has for them, such as `write` or `vote`: to be worked on, or to be made durable by their sender. */
      kinds?: Record<string, string>;
      /** Latency, one way, instead of what the distance says. */
      latency?: string | null;
      /** Share of transmissions that are lost. */
      loss?: string | null;
      /** Whether messages travel as a stream or as datagrams. Default: `"stream"`. */
      transport?: "stream" | "datagram";
    }>;
    /** Share of transmissions that are lost. A stream sends them again; a datagram is gone. Default: `"0%"`. */
    loss?: string;
    /** Latency between regions, by pair, written `eu~us`. */
    regions?: Record<string, string>;
    /** Share of datagrams that are held back and overtaken. Default: `"0%"`. */
    reorder?: string;
    /** How long a datagram that is held back waits. Default: `"10ms"`. */
    reorder_by?: string;
    /** First wait of a stream before it sends again what was lost; it doubles each time. Default: `"200ms"`. */
    retransmit?: string;
    /** Latency between two regions that `regions` does not name. Default: `"40ms"`. */
    wide?: string;
    /** Latency between zones of the same region. Default: `"1ms"`. */
    zones?: string;
  };
  /** Nodes of the diagram, by name. */
  nodes: Record<string, {
    kind: "client";
    /** The name shown in the diagram; the name of the node if left out. */
    label?: string | null;
    /** Where the node stands in the diagram; placed automatically if left out. */
    place?: {
      /** Column, from the left. */
      x: number;
      /** Row, from the top. */
      y: number;
    } | null;
    /** Zone the client is in, written `region/zone`. Default: `"home/a"`. */
    zone?: string;
  } | {
    kind: "balancer";
    /** The name shown in the diagram; the name of the node if left out. */
    label?: string | null;
    /** Where the node stands in the diagram; placed automatically if left out. */
    place?: {
      /** Column, from the left. */
      x: number;
      /** Row, from the top. */
      y: number;
    } | null;
    /** Price of one process a month. Default: `"$20"`. */
    price?: string;
    /** How many processes run. Default: `1`. */
    replicas?: number;
    /** Zones of the processes, in turn, each written `region/zone`. */
    zones?: string[];
  } | {
    /** Requests that one process works on at once; one that waits for a call holds its slot. Default: `16`. */
    concurrency?: number;
    /** What is done for a request, step by step, by operation: `read`, `write`, or `any` for the rest. */
    handlers?: Record<string, {
      work: string;
    } | {
      call: string;
    } | {
      parallel: string[];
    } | {
      async: string[];
    } | {
      read: string;
    } | {
      compare_and_set: string;
    } | {
      /** The steps that follow where one of those fails. Without any the handler goes on as if nothing had failed. */
      else?: Step[];
      /** The steps that are tried. */
      try: Step[];
    }[]>;
    kind: "service";
    /** The name shown in the diagram; the name of the node if left out. */
    label?: string | null;
    /** Where the node stands in the diagram; placed automatically if left out. */
    place?: {
      /** Column, from the left. */
      x: number;
      /** Row, from the top. */
      y: number;
    } | null;
    /** Price of one process a month. Default: `"$50"`. */
    price?: string;
    /** Requests that may wait for a slot in one process; without limit if left out. */
    queue?: number | null;
    /** How many processes run. Default: `1`. */
    replicas?: number;
    /** Zones of the processes, in turn, each written `region/zone`. */
    zones?: string[];
  } | {
    /** Requests that one process works on at once. Default: `32`. */
    concurrency?: number;
    /** Time the disk takes to make writes durable. Default: `"1ms"`. */
    fsync?: string;
    kind: "store";
    /** The name shown in the diagram; the name of the node if left out. */
    label?: string | null;
    /** Where the node stands in the diagram; placed automatically if left out. */
    place?: {
      /** Column, from the left. */
      x: number;
      /** Row, from the top. */
      y: number;
    } | null;
    /** Price of one process a month. Default: `"$200"`. */
    price?: string;
    /** Requests that may wait for a slot in one process; without limit if left out. */
    queue?: number | null;
    /** Time of work for a read. Default: `"1ms"`. */
    read?: string;
    /** How the data is replicated. */
    replication?: {
      /** When a write is confirmed: once the disk has it, or as soon as memory has it. Default: `"fsync"`. */
      durability?: "fsync" | "memory";
      mode: "single";
    } | {
      /** The most entries in one message. Default: `64`. */
      batch?: number;
      /** A leader that does not hear from a majority steps down. Default: `false`. */
      check_quorum?: boolean;
      /** The longest time is longer by this; the spread makes split votes rare. Default: `"150ms"`. */
      election_spread?: string;
      /** The shortest time without word from a leader before a follower stands for election. Default: `"150ms"`. */
      election_timeout?: string;
      /** Time between two heartbeats of a leader. Default: `"50ms"`. */
      heartbeat?: string;
      /** While so many entries that a follower was sent are not answered, new ones wait and then go together. Default: `256`. */
      in_flight?: number;
      mode: "raft";
      /** Ask a majority before raising the term, so that a replica behind a partition deposes nobody. Default: `false`. */
      pre_vote?: boolean;
      /** How a leader answers reads. Default: `"read-index"`. */
      reads?: "leader-local" | "read-index";
      /** How many processes keep the data. Default: `3`. */
      replicas?: number;
    } | {
      /** Processes beside them that keep no data and coordinate what callers ask; without any, the replicas do that themselves. Their zones follow on those of the replicas. Default: `0`. */
      coordinators?: number;
      mode: "quorum";
      /** R: replicas that must answer a read; N at most. With W + R > N it meets every write that was confirmed before it. Default: `2`. */
      read?: number;
      /** A write first asks R replicas for their versions, to be newer whatever the clocks say: one round trip more. Default: `false`. */
      read_before_write?: boolean;
      /** After a read, replicas that were seen to be behind are sent the newest version. Default: `true`. */
      read_repair?: boolean;
      /** N: how many processes keep the data. Default: `3`. */
      replicas?: number;
      /** How long a coordinator waits for a quorum before it answers that there is none. Default: `"1s"`. */
      timeout?: string;
      /** W: replicas that must have a write on disk before it is confirmed; N at most. Default: `2`. */
      write?: number;
      /** A read is answered only when W replicas have what it shows: one round trip more where they do not. Default: `false`. */
      write_back?: boolean;
    };
    /** Time of work for a write, before it is made durable. Default: `"1ms"`. */
    write?: string;
    /** Zones of the processes, in turn, each written `region/zone`. */
    zones?: string[];
  } | {
    /** How much each step takes or gives, in dollars. Default: `100`. */
    amount?: number;
    /** Attempts of an action before the saga turns back. Default: `5`. */
    attempts?: number;
    /** Attempts of a compensation before the saga is given up and left to a person; without limit if left out. */
    compensations?: number | null;
    /** Requests that it works on at once; one holds its slot until its saga has ended. Default: `256`. */
    concurrency?: number;
    /** Time the disk takes to make the log of the sagas durable. Default: `"1ms"`. */
    fsync?: string;
    kind: "orchestrator";
    /** The name shown in the diagram; the name of the node if left out. */
    label?: string | null;
    /** The longest such wait. Default: `"30s"`. */
    longest?: string;
    /** Where the node stands in the diagram; placed automatically if left out. */
    place?: {
      /** Column, from the left. */
      x: number;
      /** Row, from the top. */
      y: number;
    } | null;
    /** Price of the process a month. Default: `"$50"`. */
    price?: string;
    /** Requests that may wait for a slot; without limit if left out. */
    queue?: number | null;
    /** What a saga does, step by step: `{"debit": node}` takes the amount, `{"credit": node}` gives it. */
    steps: {
      debit: string;
    } | {
      credit: string;
    }[];
    /** How long to wait for the answer to the first attempt; twice as long for each further one, and up to half more. Default: `"1s"`. */
    timeout?: string;
    /** Time of work for a request, before its saga begins. Default: `"1ms"`. */
    work?: string;
    /** Zone the orchestrator is in, written `region/zone`. Default: `"home/a"`. */
    zone?: string;
  } | {
    /** How many accounts there are; the key of a request, modulo this, says which. Default: `100`. */
    accounts?: number;
    /** What is on each account at the start, in dollars. A debit without cover is refused. Default: `1000000`. */
    balance?: number;
    /** Time the disk takes to make what was done durable. Default: `"1ms"`. */
    fsync?: string;
    kind: "participant";
    /** The name shown in the diagram; the name of the node if left out. */
    label?: string | null;
    /** Where the node stands in the diagram; placed automatically if left out. */
    place?: {
      /** Column, from the left. */
      x: number;
      /** Row, from the top. */
      y: number;
    } | null;
    /** Price of the process a month. Default: `"$100"`. */
    price?: string;
    /** Share of the sagas whose action it refuses though the account would allow it. Default: `"0%"`. */
    refuse?: string;
    /** Time of work for an order, before what it does is made durable. Default: `"1ms"`. */
    work?: string;
    /** Zone the participant is in, written `region/zone`. Default: `"home/a"`. */
    zone?: string;
  }>;
  /** Objectives that should hold. */
  objectives?: {
    /** A sentence such as `availability >= 99.9%`, `p99 <= 250ms`, or the name of a verdict. */
    want: string;
  }[];
  /** Story that the page tells about it. */
  story?: {
    /** The lesson, in one or two sentences. Default: `""`. */
    claim?: string;
    /** Moments worth seeing. */
    cues?: {
      /** Its moment. */
      at: string;
      /** Event of that moment. */
      says: string;
    }[];
    /** Things that are not modelled. */
    not_modelled?: string[];
    /** Its source. Default: `""`. */
    source?: string;
    /** Things to try, in their order. */
    tries?: (string | {
      /** Moment that the cursor goes to; evidence that is opened has one of its own. */
      at?: string | null;
      /** What to do and what to look at, in words. */
      says: string;
      /** Values of controls or paths that differ from the lab's. */
      set?: Record<string, unknown>;
      /** What is opened or pointed at. Each metric changes by what is set; each verdict changes or has evidence. */
      shows?: {
        metric: string;
      } | {
        verdict: string;
      } | {
        tab: "charts" | "latencies" | "operations" | "space-time" | "log";
      } | {
        select: string;
      }[];
    })[];
    /** Things to watch. Default: `""`. */
    watch?: string;
  };
  /** Title. Default: `"Untitled"`. */
  title?: string;
  /** Version of the format. */
  v: number;
  /** Requests that come in this first part are not measured. Default: `"0s"`. */
  warm_up?: string;
  /** Load of each client, by its name. */
  workload: Record<string, {
    /** How requests are spaced. Default: `"poisson"`. */
    arrivals?: "constant" | "poisson";
    loop: "open";
    /** Operations and keys. */
    mix?: {
      /** How many keys there are. Default: `1000`. */
      keys?: number;
      /** Share of requests that are reads; the rest are writes. Default: `"80%"`. */
      reads?: string;
      /** Skew of the keys, the exponent of Zipf's law: 0 is uniform, 1 is typical of the web. Default: `0.0`. */
      skew?: number;
    };
    /** A rate that changes steadily to another. */
    ramp?: {
      /** When the ramp begins. Default: `"0s"`. */
      at?: string;
      /** How long the ramp takes. Default: `"10s"`. */
      over?: string;
      /** Rate at the end of the ramp, kept from then on. */
      to: string;
    } | null;
    /** Requests a second. Default: `"100/s"`. */
    rate?: string;
    /** A burst at another rate. */
    spike?: {
      /** When the spike begins. */
      at: string;
      /** How long the spike lasts. */
      lasts: string;
      /** Rate during the spike. */
      rate: string;
    } | null;
    /** Node that the requests go to. */
    to: string;
  } | {
    /** What each user does, in this order and again from the start; if empty, reads and writes by chance as the mix says. */
    journey?: ("read" | "write")[];
    loop: "closed";
    /** Operations and keys. */
    mix?: {
      /** How many keys there are. Default: `1000`. */
      keys?: number;
      /** Share of requests that are reads; the rest are writes. Default: `"80%"`. */
      reads?: string;
      /** Skew of the keys, the exponent of Zipf's law: 0 is uniform, 1 is typical of the web. Default: `0.0`. */
      skew?: number;
    };
    /** How many requests each user sends; without end if left out. */
    requests?: number | null;
    /** Time a user thinks between an answer and the next request. Default: `"100ms"`. */
    think?: string;
    /** Node that the requests go to. */
    to: string;
    /** How many users there are. Default: `10`. */
    users?: number;
  }>;
};

/** One step of a handler. */
export type Step = {
  work: string;
} | {
  call: string;
} | {
  parallel: string[];
} | {
  async: string[];
} | {
  read: string;
} | {
  compare_and_set: string;
} | {
  /** The steps that follow where one of those fails. Without any the handler goes on as if nothing had failed. */
  else?: Step[];
  /** The steps that are tried. */
  try: Step[];
};

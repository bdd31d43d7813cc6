// MachineWay: what the master says of its machines, and the steps that are shown. Pure.
export type MachineStep =
  | 'requested'
  | 'booting'
  | 'connecting'
  | 'ready'
  | 'running'
  | 'draining'
  | 'stopping'
  | 'stopped'
  | 'gone'
  | 'failed';

export interface MachineError {
  fault: string;
  step: string;
  cause: string;
  remedy: string;
}

export interface Machine {
  id: string;
  template: string;
  address: string;
  step: MachineStep;
  step_s: number;
  steps: { step: MachineStep; seconds: number }[];
  error: MachineError | null;
  can_retry: boolean;
  idle_stop_in_s: number | null;
  pinned: boolean;
  adopted: boolean;
  slaves: string[];
  users: number;
  price_per_hour: number | null;
}

export interface Machines {
  provider: string;
  max_machines: number;
  counted: number;
  cost_per_hour: number;
  idle_stop_s: number;
  autoscale: boolean;
  strain: number | null;
  error: MachineError | null;
  templates: {
    id: string;
    name: string;
    description: string;
    cores: number;
    price_per_hour: number | null;
    problem: string;
  }[];
  machines: Machine[];
}

/** The way up, in its order; what a machine has behind it is done. */
export const WAY: MachineStep[] = ['requested', 'booting', 'connecting', 'ready'];

/** How near the slaves are to what they can do. */
export function strainText(all: Machines): string {
  if (all.strain === null) return 'no run';
  return `slaves at ${Math.round(100 * all.strain)} % of their limit`;
}

/** Seconds in each step of the way up, of the last attempt; nothing for those to come. */
export function wayOf(machine: Machine): { step: MachineStep; seconds: number | null }[] {
  const begin = machine.steps.map(({ step }) => step).lastIndexOf('requested');
  const past = machine.steps.slice(Math.max(0, begin));
  return WAY.map((step) => {
    if (machine.step === step) return { step, seconds: machine.step_s };
    const found = past.find((one) => one.step === step);
    return { step, seconds: found ? found.seconds : null };
  });
}

export function isOver(machine: Machine): boolean {
  return machine.step === 'gone' || machine.step === 'failed';
}

/** "4 machines of at most 8, 0.80 an hour". */
export function summaryOf(all: Machines): string {
  const cost = all.cost_per_hour > 0 ? `, ${all.cost_per_hour.toFixed(2)} an hour` : '';
  return `${all.counted} of at most ${all.max_machines}${cost}`;
}

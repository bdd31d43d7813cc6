// Shares: of classes and their tasks, as configured and as users are there. Pure.
import type { ClassInfo } from '../api/messages';

export interface TaskShare {
  name: string;
  /** Of its class's tasks. */
  share: number;
}

export interface ClassShare {
  name: string;
  /** Of all users that are chosen by weight; null: a fixed number. */
  configured: number | null;
  fixed_count: number;
  users: number;
  /** Of the users that are there; null while there are none. */
  actual: number | null;
  tasks: TaskShare[];
}

export function sharesOf(classes: ClassInfo[], users: Record<string, number>): ClassShare[] {
  const weights = classes.reduce((sum, one) => sum + (one.fixed_count > 0 ? 0 : one.weight), 0);
  const all = classes.reduce((sum, one) => sum + (users[one.name] ?? 0), 0);
  return classes.map((one) => {
    const tasks = one.tasks.reduce((sum, task) => sum + task.weight, 0);
    return {
      name: one.name,
      fixed_count: one.fixed_count,
      configured: one.fixed_count > 0 || weights === 0 ? null : one.weight / weights,
      users: users[one.name] ?? 0,
      actual: all > 0 ? (users[one.name] ?? 0) / all : null,
      tasks: one.tasks.map(({ name, weight }) => ({ name, share: tasks > 0 ? weight / tasks : 0 })),
    };
  });
}

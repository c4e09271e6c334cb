import { type ReformFile, reformFileSchema } from '@loa/protocol/schedule-file';
import type { Reform, UnitChange } from '../../domain/zoning/reform.ts';
import type { CityEngine } from '../../engine/city.ts';
import { problemLine } from './read-schedule-file.ts';
import type { ApplyReply } from './reply.ts';
import { checkForm, type Fault } from './shape.ts';
import type { YamlFile } from './yaml-file.ts';

type ReadYaml = Extract<YamlFile, { outcome: 'read' }>;

/** Whether a file is about units that move, and no city. */
export function isReform(yaml: YamlFile): yaml is ReadYaml {
  if (yaml.outcome === 'invalid') return false;
  const { value } = yaml;
  return typeof value === 'object' && value !== null && 'reform' in value;
}

/** [DOC30] Moves the units of the city as a reform file says, once. */
export async function applyReformFile(
  city: Pick<CityEngine, 'applyReform'>,
  path: string,
  yaml: ReadYaml,
): Promise<ApplyReply> {
  const invalid = (faults: readonly Fault[]): ApplyReply => {
    return { ok: false, lines: yaml.problemsOf(faults).map((one) => problemLine(path, one)) };
  };
  const shape = checkForm(reformFileSchema, yaml.value);
  if (shape.outcome === 'faulty') return invalid(shape.faults);
  const applied = await city.applyReform(reformOf(shape.file));
  if (applied.outcome === 'refused') return invalid(applied.faults);
  const { changes } = applied;
  return { ok: true, lines: changes.length > 0 ? changes : [`${path}: nothing to change`] };
}

function reformOf({ reform, changes }: ReformFile): Reform {
  return {
    reformId: reform.id,
    cityId: reform.city,
    day: reform.date,
    changes: changes.map(changeOf),
  };
}

type NewUnitEntry = Extract<ReformFile['changes'][number], { kind: 'split' }>['into'][number];

function changeOf(change: ReformFile['changes'][number]): UnitChange {
  switch (change.kind) {
    case 'merge': {
      const { kind, from, into } = change;
      if (!('kind' in into)) return { kind, from, into: { unitId: into.id, name: null } };
      return { kind, from, into: unitOf(into) };
    }
    case 'split': {
      const { kind, from, into } = change;
      const heirs = into.map((one) => ({ ...unitOf(one), nodes: one.nodes, units: one.units }));
      return { kind, from, into: heirs };
    }
    case 'rename':
      return { kind: change.kind, unit: change.unit, name: change.name };
    case 're-parent':
      return { kind: change.kind, unit: change.unit, parent: change.parent };
  }
}

function unitOf({ id, kind, name, parent }: Omit<NewUnitEntry, 'nodes' | 'units'>) {
  return { unitId: id, kind, name, parentId: parent ?? null };
}

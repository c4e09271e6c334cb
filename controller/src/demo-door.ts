import { parseUnitId, type Role } from '@loa/protocol/vocabulary';
import type { AccountsAdministration } from './engine/accounts.ts';
import type { Engine } from './engine/facades.ts';
import type { DemoReady } from './readiness.ts';

/** The demo's own account: it plans the first bulletin through the ordinary API. */
const DRIVER = 'trinh-dien';

/**
 * Accounts and enrolment codes that exist in demo mode only: a broadcaster of the first ward, the
 * culture office, a technician, and the demo's own account with a new password at every start.
 */
export async function openDemoDoor(
  engine: Engine & { readonly accounts: AccountsAdministration },
): Promise<DemoReady> {
  const map = engine.city.map();
  if (!map) throw new Error('the demo needs a city file: LOA_SCHEDULES');
  const ward = [...map.units.values()].find((unit) => unit.parentId === map.cityId);
  const people: { username: string; name: string; role: Role; unitId: string }[] = [
    {
      username: 'phat-thanh',
      name: `Cán bộ truyền thanh ${ward?.name ?? ''}`.trim(),
      role: 'broadcaster',
      unitId: ward?.unitId ?? map.cityId,
    },
    {
      username: 'van-hoa',
      name: 'Phòng Văn hóa – Thông tin',
      role: 'culture-office',
      unitId: map.cityId,
    },
    { username: 'ky-thuat', name: 'Kỹ thuật viên', role: 'technician', unitId: map.cityId },
  ];
  const accounts: DemoReady['accounts'][number][] = [];
  for (const { username, name, role, unitId } of people) {
    const account = { username, name, role, unitId: parseUnitId(unitId) };
    const password = await engine.accounts.ensure(account);
    accounts.push({ username, name, role, password });
  }
  await engine.accounts.ensure({
    username: DRIVER,
    name: 'Trình diễn tự động',
    role: 'culture-office',
    unitId: map.cityId,
  });
  const password = await engine.accounts.resetPassword(DRIVER);
  return { accounts, driver: { username: DRIVER, password }, ...newCodes(engine) };
}

function newCodes(engine: Engine): Pick<DemoReady, 'nodeIds' | 'codes'> {
  const map = engine.city.map();
  const nodes = engine.fleet.nodes();
  const actor = {
    username: DRIVER,
    name: 'Trình diễn tự động',
    role: 'technician',
    unitId: map?.cityId ?? parseUnitId('city'),
    language: 'vi',
  } as const;
  const codes = nodes
    .filter(({ state }) => state === 'not-enrolled')
    .map(({ node }) => {
      const made = engine.fleet.newCode(actor, node.nodeId);
      if (made.outcome !== 'made') throw new Error(`no code for ${node.nodeId}: ${made.detail}`);
      return { nodeId: node.nodeId, code: made.code };
    });
  return { nodeIds: nodes.map(({ node }) => node.nodeId), codes };
}

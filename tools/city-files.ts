/**
 * The city files that are made and not written by hand: Hà Tĩnh, whose 124 residential groups are
 * numbered because their names are not at hand, and Thái Nguyên. `node tools/city-files.ts` writes
 * both into schedules/.
 */
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { stringify } from 'yaml';

interface Place {
  readonly name: string;
  readonly kind: 'ward' | 'commune';
  /** Residential groups, each with a node; none has one node for the whole. */
  readonly groups: number;
}

interface GeneratedCity {
  readonly id: string;
  readonly name: string;
  readonly remarks: readonly string[];
  readonly places: readonly Place[];
}

const HA_TINH_WARDS =
  'Bắc Hà, Đại Nài, Hà Huy Tập, Nam Hà, Nguyễn Du, Tân Giang, Thạch Linh, Thạch Quý, Trần Phú, Văn Yên';
const HA_TINH_COMMUNES = 'Đồng Môn, Thạch Bình, Thạch Hạ, Thạch Hưng, Thạch Trung';
const THAI_NGUYEN_WARDS =
  'Cam Giá, Chùa Hang, Đồng Bẩm, Đồng Quang, Gia Sàng, Hoàng Văn Thụ, Hương Sơn, Phan Đình Phùng, Phú Xá, Quan Triều, Quang Trung, Quang Vinh, Tân Lập, Tân Long, Tân Thành, Tân Thịnh, Thịnh Đán, Tích Lương, Trung Thành, Trưng Vương, Túc Duyên';
const THAI_NGUYEN_COMMUNES =
  'Cao Ngạn, Đồng Liên, Huống Thượng, Linh Sơn, Phúc Hà, Phúc Trìu, Phúc Xuân, Quyết Thắng, Sơn Cẩm, Tân Cương, Thịnh Đức';
/** Of Hà Tĩnh together. */
const RESIDENTIAL_GROUPS = 124;

export const GENERATED_CITIES: readonly GeneratedCity[] = [
  {
    id: 'ha-tinh',
    name: 'Thành phố Hà Tĩnh',
    remarks: [
      'Made by tools/city-files.ts: change it there.',
      'The 15 wards and communes bear their names of before July 2025. Their 124 residential groups',
      'are GENERATED: numbered, spread evenly, each with one speaker cluster.',
    ],
    places: withGroups(placesOf(HA_TINH_WARDS, HA_TINH_COMMUNES), RESIDENTIAL_GROUPS),
  },
  {
    id: 'thai-nguyen',
    name: 'Thành phố Thái Nguyên',
    remarks: [
      'Made by tools/city-files.ts: change it there.',
      'The 32 wards and communes bear their names of before July 2025; one speaker cluster each.',
    ],
    places: placesOf(THAI_NGUYEN_WARDS, THAI_NGUYEN_COMMUNES),
  },
];

export function generatedCityText(city: GeneratedCity): string {
  const heading = ['yaml-language-server: $schema=./schedule.schema.json', ...city.remarks];
  return `${heading.map((line) => `# ${line}\n`).join('')}${stringify(fileOf(city), { lineWidth: 100 })}`;
}

function placesOf(wards: string, communes: string): Place[] {
  const of = (kind: Place['kind'], names: string) =>
    names.split(', ').map((name): Place => ({ name, kind, groups: 0 }));
  return [...of('ward', wards), ...of('commune', communes)];
}

function withGroups(places: readonly Place[], groups: number): Place[] {
  const least = Math.floor(groups / places.length);
  const more = groups % places.length;
  return places.map((place, index) => ({ ...place, groups: least + (index < more ? 1 : 0) }));
}

function slugOf(name: string): string {
  const plain = name.normalize('NFD').replace(/\p{M}/gu, '').replaceAll('đ', 'd');
  return plain.replaceAll('Đ', 'd').toLowerCase().replaceAll(' ', '-');
}

function fileOf({ id, name, places }: GeneratedCity): object {
  const daily = (time: string) => ({ start: `2026-11-01T${time}`, rule: 'FREQ=DAILY' });
  const sample = (file: string) => `../audio-samples/${file}`;
  return {
    city: { unit: id, timeZone: 'Asia/Ho_Chi_Minh', header: [`Ủy ban nhân dân ${name}`] },
    units: [{ id, kind: 'city', name }, ...places.flatMap((place) => unitsOf(place, id))],
    nodes: places.flatMap(nodesOf),
    bulletins: [
      { id: 'nhac-hieu', title: 'Nhạc hiệu', category: 'Nhạc hiệu', file: sample('chime.flac') },
      {
        id: 'tiem-chung',
        title: 'Thông báo lịch tiêm chủng',
        category: 'Y tế',
        file: sample('tiem-chung.opus'),
      },
    ],
    sessions: [
      { id: 'buoi-sang', title: 'Buổi phát thanh sáng', timing: daily('05:30') },
      { id: 'buoi-chieu', title: 'Buổi phát thanh chiều', timing: daily('17:00') },
    ].map((session) => ({ ...session, minutes: 60, opening: 'nhac-hieu' })),
    campaigns: [
      {
        id: 'tiem-chung',
        title: 'Thông báo lịch tiêm chủng',
        bulletins: ['tiem-chung'],
        targets: { units: [id] },
        timing: { start: '2026-11-01T05:30', rule: 'FREQ=WEEKLY;BYDAY=TH,FR' },
        placement: { kind: 'sessions' },
      },
    ],
    airRules: [{ id: 'hai-buoi', preset: 'two-sessions-60' }],
    approvalRules: [{ id: 'xem-lai-sau', when: 'afterwards' }],
  };
}

function unitsOf(place: Place, parent: string): object[] {
  const { name, kind } = place;
  const id = slugOf(name);
  const title = `${kind === 'ward' ? 'Phường' : 'Xã'} ${name}`;
  return [
    { id, kind, name: title, parent },
    ...groupsOf(place).map((group) => {
      return { id: group.id, kind: 'neighbourhood', name: `${group.name}, ${title}`, parent: id };
    }),
  ];
}

function groupsOf({ name, kind, groups }: Place): { id: string; name: string }[] {
  const word = kind === 'ward' ? 'Tổ dân phố' : 'Thôn';
  return Array.from({ length: groups }, (_, index) => {
    const number = String(index + 1).padStart(2, '0');
    return { id: `${slugOf(name)}-to-${number}`, name: `${word} ${index + 1}` };
  });
}

function nodesOf(place: Place): object[] {
  const id = slugOf(place.name);
  const groups = groupsOf(place);
  if (groups.length === 0) return [{ id: `${id}-01`, name: `Cụm loa ${place.name}`, unit: id }];
  return groups.map((group, index) => ({
    id: `${id}-${String(index + 1).padStart(2, '0')}`,
    name: `Cụm loa ${group.name}, ${place.name}`,
    unit: group.id,
  }));
}

if (import.meta.main) {
  for (const city of GENERATED_CITIES) {
    const path = resolve(import.meta.dirname, `../schedules/${city.id}.yaml`);
    writeFileSync(path, generatedCityText(city));
  }
}

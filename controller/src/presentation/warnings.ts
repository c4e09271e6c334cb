import type { CollisionView, WarningView } from '@loa/protocol/console-api';
import type { Language } from '@loa/protocol/vocabulary';
import { isoOfMs } from '@loa/runtime/node';
import { civilSecondOf } from '../domain/calendar/civil-time.ts';
import type { Collision } from '../domain/proof/collisions.ts';
import type { Warning } from '../domain/proof/warnings.ts';
import type { RelayLack } from '../domain/relay/relay-machine.ts';
import type { CityMap } from '../domain/zoning/city-map.ts';
import type { RelayView } from '../engine/relay-facade.ts';

type Sentences = Readonly<Record<WarningView['kind'], string>>;

const SENTENCES: Readonly<Record<Language, Sentences>> = {
  vi: {
    'empty-day': '{unit} không có bản tin nào trong 24 giờ tới, dù tuần trước vẫn phát.',
    'empty-week': '{unit} không có bản tin nào trong 7 ngày tới.',
    'empty-session': 'Buổi “{title}” lúc {time} của {unit} chưa có nội dung.',
    'not-approved': 'Bản tin “{title}” sắp phát lúc {time} nhưng chưa được duyệt.',
    'sound-not-held': '{title} còn thiếu âm thanh cần phát trong vòng một giờ.',
    unanswered: 'Cấp trên giao xuống {count} bản tin, {unit} chưa trả lời.',
    undecided:
      'Hai bản tin ưu tiên trùng giờ lúc {time}: “{title}” và “{against}”. Hãy chọn bản tin phát trước.',
    'relay-lacks': 'Nguồn tiếp âm “{title}”: {lack}.',
  },
  en: {
    'empty-day': '{unit} has nothing to sound within 24 hours, though it had a week ago.',
    'empty-week': '{unit} has nothing to sound within 7 days.',
    'empty-session': 'Session “{title}” of {unit} at {time} has no content.',
    'not-approved': '“{title}” is due at {time} and not approved.',
    'sound-not-held': '{title} lacks sound that is due within the hour.',
    unanswered: '{count} handed down from above, not answered by {unit} yet.',
    'relay-lacks': 'The source of relay “{title}”: {lack}.',
    undecided:
      'Two priority items meet at {time}: “{title}” and “{against}”. Choose which goes first.',
  },
};

/** [EXP37] With its sentence in the reader's language and civil times of the city. */
export function warningView(
  warning: Warning,
  { language, map }: { readonly language: Language; readonly map: CityMap },
): WarningView {
  const time = (atUs: number) => {
    const local = civilSecondOf(atUs, map.timeZone);
    return `${local.slice(11, 16)} ${local.slice(8, 10)}/${local.slice(5, 7)}`;
  };
  const { id, unit } = warning;
  const name = map.units.get(unit)?.name ?? unit;
  const sentence = SENTENCES[language][warning.kind];
  const say = (values: Readonly<Record<string, string>>) =>
    sentence.replace(/\{(\w+)\}/g, (whole, key: string) => values[key] ?? whole);
  switch (warning.kind) {
    case 'empty-day':
    case 'empty-week':
      return { id, unit, kind: warning.kind, text: say({ unit: name }) };
    case 'empty-session': {
      const { kind, session, title, startAtUs } = warning;
      const text = say({ unit: name, title, time: time(startAtUs) });
      return { id, unit, kind, text, session, startAt: isoOfUs(startAtUs) };
    }
    case 'not-approved': {
      const { kind, bulletinId, cueId, title, startAtUs } = warning;
      const text = say({ title, time: time(startAtUs) });
      return { id, unit, kind, text, bulletinId, cueId, startAt: isoOfUs(startAtUs) };
    }
    case 'sound-not-held': {
      const { kind, nodeId, title } = warning;
      return { id, unit, kind, text: say({ title }), nodeId };
    }
    case 'unanswered': {
      const { kind, count } = warning;
      return { id, unit, kind, text: say({ unit: name, count: String(count) }), count };
    }
    case 'undecided': {
      const { kind, collision } = warning;
      const { title, againstTitle: against, meetAtUs } = collision;
      const text = say({ title, against, time: time(meetAtUs) });
      return { id, unit, kind, text, collision: collisionView(collision) };
    }
  }
}

const LACKS: Readonly<Record<Language, Readonly<Record<RelayLack, string>>>> = {
  vi: { dead: 'không có tín hiệu', silent: 'không có tiếng' },
  en: { dead: 'no signal', silent: 'silence' },
};

/** [EXP38] Of a relay that is joined and has nothing to relay; null of any other. */
export function relayWarning(relay: RelayView, language: Language): WarningView | null {
  const { relayId, title, unitId: unit, lack } = relay;
  if (lack === null) return null;
  const text = SENTENCES[language]['relay-lacks']
    .replace('{title}', () => title)
    .replace('{lack}', () => LACKS[language][lack]);
  return { id: `relay-lacks/${relayId}`, unit, kind: 'relay-lacks', text, relayId, lack };
}

export function collisionView({ meetAtUs, nodeIds, ...rest }: Collision): CollisionView {
  return { ...rest, meetAt: isoOfUs(meetAtUs), nodeIds: [...nodeIds] };
}

function isoOfUs(us: number): string {
  return isoOfMs(Math.floor(us / 1000));
}

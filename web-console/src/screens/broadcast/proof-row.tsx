import type { Proof } from '@loa/protocol/console-api';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { useCivil, useLive } from '../../session/workspace.tsx';
import { type CivilFormat, lengthText, secondText } from '../../state/civil-time.ts';
import { Pill, type Tone } from '../../ui/parts.tsx';
import { Why } from '../shared/why.tsx';
import { broadcastPath, PROOF_TONES } from '../shared/words.ts';

/** One node's receipt in words: heard how much, why not, cut by what. */
export function ProofRow(props: { proof: Proof }) {
  const { proof } = props;
  const { t } = useTranslation();
  const { view } = useLive();
  const civil = useCivil();
  const name = view?.nodes.get(proof.nodeId)?.name ?? proof.nodeId;
  const verdict = verdictOf(t, proof);
  const cutter = proof.cutBy ?? (proof.outcome === 'planned' ? proof.predicted.cutBy : null);
  const cutterTitle =
    cutter === null ? null : (view?.broadcasts.get(cutter)?.title ?? t('broadcast.otherBroadcast'));
  return (
    <li
      className="item"
      data-testid="proof"
      data-node-id={proof.nodeId}
      data-outcome={proof.outcome}
    >
      <div className="l-row">
        <Link href={`/nodes/${proof.nodeId}`} className="item-link l-grow">
          <span className="item-title">{name}</span>
        </Link>
        <Pill tone={verdict.tone}>{verdict.text}</Pill>
      </div>
      <div className="l-small l-soft l-number">{factsOf(t, proof, civil).join(' · ')}</div>
      {verdict.why === null ? null : <div className="l-small">{verdict.why}</div>}
      {cutter === null || cutterTitle === null ? null : (
        <Link href={broadcastPath(cutter)} className="l-link l-small">
          {t('broadcast.cutBy', { title: cutterTitle })}
        </Link>
      )}
      <Why cueId={proof.cueId} nodeId={proof.nodeId} name={name} />
    </li>
  );
}

interface Verdict {
  readonly tone: Tone;
  readonly text: string;
  readonly why: string | null;
}

/** Before the fact what the plan foresees, afterwards what the node recorded. */
function verdictOf(t: TFunction, proof: Proof): Verdict {
  if (proof.outcome !== 'planned') {
    return {
      tone: PROOF_TONES[proof.outcome],
      text: t(`proof.${proof.outcome}`),
      why: whyOf(t, proof.reason),
    };
  }
  const { predicted } = proof;
  if (predicted.outcome === 'full') {
    const text = proof.sentAt === null ? t('proof.planned') : t('proof.plannedSent');
    return { tone: proof.sentAt === null ? 'calm' : 'good', text, why: null };
  }
  return {
    tone: predicted.outcome === 'part' ? 'warn' : 'bad',
    text: t(predicted.outcome === 'part' ? 'proof.foreseenPart' : 'proof.foreseenMissed'),
    why: whyOf(t, predicted.reason),
  };
}

function whyOf(t: TFunction, reason: Proof['reason']): string | null {
  if (reason === null) return null;
  const words = t(`reason.${reason}`);
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function factsOf(t: TFunction, proof: Proof, civil: CivilFormat): string[] {
  const at = (iso: string): string => secondText(Date.parse(iso), civil);
  const isBegun = proof.startedAt !== null;
  return [
    proof.sentAt === null
      ? t('broadcast.notSent')
      : t('broadcast.sentAt', { time: at(proof.sentAt) }),
    ...(proof.startedAt === null ? [] : [t('broadcast.startedAt', { time: at(proof.startedAt) })]),
    ...(proof.endedAt === null ? [] : [t('broadcast.endedAt', { time: at(proof.endedAt) })]),
    ...(isBegun && proof.outcome !== 'sounding'
      ? [
          t('broadcast.heard', {
            heard: lengthText(proof.heardMs),
            whole: lengthText(proof.durationMs),
          }),
        ]
      : []),
  ];
}

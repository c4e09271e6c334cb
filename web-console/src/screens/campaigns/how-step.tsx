import type { Bulletin } from '@loa/protocol/console-api';
import { type BulletinId, WHEN_PREEMPTED } from '@loa/protocol/vocabulary';
import { NativeSelect, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { CampaignDraft } from '../../state/campaign-draft.ts';
import { OneOf } from '../../ui/choices.tsx';
import { Fold } from '../../ui/fold.tsx';
import { NumberField } from '../../ui/number-field.tsx';
import { OverrideField } from './override-field.tsx';

interface HowProps {
  /** Whose it is. */
  readonly unit: string;
  readonly draft: CampaignDraft;
  readonly library: readonly Bulletin[];
  readonly onChange: (change: Partial<CampaignDraft>) => void;
}

/** What has a sensible answer already. */
export function HowStep(props: HowProps) {
  const { t } = useTranslation();
  const { draft, onChange } = props;
  return (
    <>
      <TextInput
        label={t('campaign.name')}
        description={t('campaign.nameHint')}
        value={draft.title}
        onChange={(event) => onChange({ title: event.currentTarget.value })}
        maxLength={200}
        data-testid="campaign-name"
      />
      {draft.bulletins.length > 1 ? <Several {...props} /> : null}
      <div className="campaign-numbers">
        <NumberField
          label={t('campaign.repeats')}
          value={draft.repeatTimes}
          range={{ least: 1, most: 10, step: 1 }}
          onChange={(repeatTimes) => onChange({ repeatTimes })}
          testId="campaign-repeats"
        />
        {draft.repeatTimes > 1 ? (
          <NumberField
            label={t('campaign.repeatGap')}
            value={draft.repeatGapMinutes}
            range={{ least: 0, most: 60, step: 1 }}
            onChange={(repeatGapMinutes) => onChange({ repeatGapMinutes })}
            testId="campaign-gap"
          />
        ) : null}
        <NumberField
          label={t('campaign.gain')}
          value={draft.gainDb}
          range={{ least: -40, most: 6, step: 1 }}
          onChange={(gainDb) => onChange({ gainDb })}
          testId="campaign-gain"
        />
        <NumberField
          label={t('campaign.late')}
          value={draft.lateMinutes}
          range={{ least: 0, most: 600, step: 5 }}
          onChange={(lateMinutes) => onChange({ lateMinutes })}
          testId="campaign-late"
        />
      </div>
      <OneOf
        title={t('campaign.preempted')}
        value={draft.whenPreempted}
        choices={WHEN_PREEMPTED.map((value) => ({
          value,
          label: t(`campaign.preemptedChoice.${value}`),
        }))}
        onChange={(whenPreempted) => onChange({ whenPreempted })}
        testId="campaign-preempted"
      />
      <NativeSelect
        label={t('campaign.chime')}
        value={draft.chime ?? ''}
        onChange={(event) => {
          const chosen = event.currentTarget.value;
          onChange({ chime: chosen === '' ? null : (chosen as BulletinId) });
        }}
        data={[
          { value: '', label: t('campaign.noChime') },
          ...props.library.map((one) => ({ value: one.bulletinId, label: one.title })),
        ]}
        data-testid="campaign-chime"
      />
      <Fold title={t('campaign.more')} isOpen={draft.overrideReason !== ''} testId="campaign-more">
        <NumberField
          label={t('campaign.priority')}
          value={draft.priority}
          range={{ least: 1, most: 98, step: 1 }}
          onChange={(priority) => onChange({ priority })}
          testId="campaign-priority"
        />
        <OverrideField
          unit={props.unit}
          reason={draft.overrideReason}
          onReason={(overrideReason) => onChange({ overrideReason })}
        />
      </Fold>
    </>
  );
}

function Several({ draft, onChange }: HowProps) {
  const { t } = useTranslation();
  return (
    <>
      <OneOf
        title={t('campaign.order')}
        value={draft.order}
        choices={(['sequence', 'rotation'] as const).map((value) => ({
          value,
          label: t(`campaign.orderChoice.${value}`),
        }))}
        onChange={(order) => onChange({ order })}
        testId="campaign-order"
      />
      {draft.order === 'sequence' ? (
        <NumberField
          label={t('campaign.separation')}
          value={draft.separationSeconds}
          range={{ least: 0, most: 600, step: 1 }}
          onChange={(separationSeconds) => onChange({ separationSeconds })}
          testId="campaign-separation"
        />
      ) : null}
    </>
  );
}

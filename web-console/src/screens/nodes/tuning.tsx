import type { NodeStatus } from '@loa/protocol/console-api';
import { Button, TextInput } from '@mantine/core';
import { IconAdjustments } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { tuneNode } from '../../api/client.ts';
import { useProblemText } from '../../session/use-problem-text.ts';
import { useCivil, useWorkspace } from '../../session/workspace.tsx';
import { numberText } from '../../state/civil-time.ts';
import { mayEnrol } from '../../state/scope.ts';
import { GAIN_RANGE_DB, parseSetting, TRIM_RANGE_MS } from '../../state/tuning.ts';
import { Banner, Panel } from '../../ui/parts.tsx';

/** How the node sounds, for everybody to read and for who keeps it to set. */
export function TuningPanel(props: { node: NodeStatus }) {
  const { node } = props;
  const { t } = useTranslation();
  const { me } = useWorkspace();
  const { language } = useCivil();
  const { gainDb, trimMs, stagger } = node.sound;
  const number = (value: number): string =>
    numberText(value, language, { maximumFractionDigits: 1, signDisplay: 'negative' });
  const rows = [
    [t('tuning.gain'), `${number(gainDb)} dB`],
    [t('tuning.trim'), `${number(trimMs)} ms`],
    ...(node.siteId === null ? [] : [[t('tuning.site'), node.siteId]]),
    ...(stagger.kind === 'none' ? [] : [[t('tuning.group'), staggerText()]]),
  ];
  function staggerText(): string {
    return stagger.kind === 'wave'
      ? t('tuning.wave', { turn: stagger.index + 1, gap: number(stagger.gapMs) })
      : t('tuning.delay', {
          ms: number(stagger.kind === 'delay' ? stagger.delayMs : 0),
        });
  }
  return (
    <Panel
      title={t('tuning.title')}
      icon={<IconAdjustments size={22} aria-hidden="true" />}
      testId="tuning"
    >
      <dl className="health">
        {rows.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {mayEnrol(me) ? <TuningForm key={`${gainDb} ${trimMs}`} node={node} /> : null}
    </Panel>
  );
}

/** It starts afresh when what is in force has changed. */
function TuningForm(props: { node: NodeStatus }) {
  const { nodeId, sound } = props.node;
  const { declared } = sound;
  const { t } = useTranslation();
  const problemText = useProblemText();
  const [gain, setGain] = useState(String(sound.gainDb));
  const [trim, setTrim] = useState(String(sound.trimMs));
  const tune = useMutation({ mutationFn: tuneNode });
  const gainDb = parseSetting(gain, GAIN_RANGE_DB);
  const trimMs = parseSetting(trim, TRIM_RANGE_MS);
  const isAsDeclared = sound.gainDb === declared.gainDb && sound.trimMs === declared.trimMs;
  return (
    <form
      className="l-stack"
      onSubmit={(event) => {
        event.preventDefault();
        if (gainDb !== null && trimMs !== null) tune.mutate({ nodeId, gainDb, trimMs });
      }}
    >
      {tune.error === null ? null : (
        <Banner tone="bad" role="alert">
          {problemText(tune.error)}
        </Banner>
      )}
      <TextInput
        label={t('tuning.gainLabel')}
        error={gainDb === null ? t('tuning.range', GAIN_RANGE_DB) : null}
        value={gain}
        onChange={(event) => setGain(event.currentTarget.value)}
        data-testid="tuning-gain"
      />
      <TextInput
        label={t('tuning.trimLabel')}
        description={t('tuning.trimHint')}
        error={trimMs === null ? t('tuning.range', TRIM_RANGE_MS) : null}
        value={trim}
        onChange={(event) => setTrim(event.currentTarget.value)}
        data-testid="tuning-trim"
      />
      <Button type="submit" variant="light" loading={tune.isPending} data-testid="tuning-save">
        {t('tuning.save')}
      </Button>
      {isAsDeclared ? null : (
        <Button
          variant="default"
          data-testid="tuning-reset"
          onClick={() => tune.mutate({ nodeId, gainDb: null, trimMs: null })}
        >
          {t('tuning.reset', { gain: declared.gainDb, trim: declared.trimMs })}
        </Button>
      )}
    </form>
  );
}

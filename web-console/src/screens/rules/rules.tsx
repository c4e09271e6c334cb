import './rules.css';
import { useTranslation } from 'react-i18next';
import { PageHead } from '../../ui/parts.tsx';
import { ProgrammeSections } from '../shared/programme-sections.tsx';
import { AirRules } from './air-rules.tsx';
import { Levels } from './levels.tsx';
import { Mutes } from './mutes.tsx';
import { Suspensions } from './suspensions.tsx';

/** What holds for all that sounds: on which days, at which hours, how loud. */
export function Rules() {
  const { t } = useTranslation();
  return (
    <>
      <PageHead title={t('rules.title')} />
      <ProgrammeSections />
      <div className="rules">
        <Suspensions />
        <AirRules />
        <Levels />
        <Mutes />
      </div>
    </>
  );
}

import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../api/problem.ts';

/** What went wrong and what to do, in the reader's language. */
export function useProblemText(): (error: unknown) => string {
  const { t } = useTranslation();
  return useCallback(
    (error) => {
      if (!(error instanceof ApiError)) return t('problem.unexpected-answer');
      const fields = error.problem?.errors?.map((one) => one.message) ?? [];
      return [t(`problem.${error.code}`), ...fields].join(' ');
    },
    [t],
  );
}

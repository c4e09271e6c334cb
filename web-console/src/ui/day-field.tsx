import { TextInput } from '@mantine/core';

/** A civil day, `YYYY-MM-DD`; empty while none is chosen. Takes its share of the row it stands in. */
export function DayField(props: {
  label: string;
  hint?: string;
  value: string;
  min?: string;
  max?: string;
  error?: string | null;
  readOnly?: boolean;
  onChange: (day: string) => void;
  testId: string;
}) {
  const { hint, onChange, testId, ...shown } = props;
  return (
    <TextInput
      type="date"
      className="l-grow"
      {...shown}
      description={hint}
      onChange={(event) => onChange(event.currentTarget.value)}
      data-testid={testId}
    />
  );
}

import { TextInput } from '@mantine/core';

/** A number within its range: what lies outside is the nearest inside. */
export function NumberField(props: {
  label: string;
  hint?: string;
  value: number;
  range: { readonly least: number; readonly most: number; readonly step: number };
  onChange: (value: number) => void;
  testId: string;
}) {
  const { least, most, step } = props.range;
  return (
    <TextInput
      type="number"
      inputMode="numeric"
      label={props.label}
      description={props.hint}
      min={least}
      max={most}
      step={step}
      value={String(props.value)}
      onChange={(event) => {
        const { valueAsNumber } = event.currentTarget;
        if (!Number.isNaN(valueAsNumber)) {
          props.onChange(Math.min(most, Math.max(least, valueAsNumber)));
        }
      }}
      data-testid={props.testId}
    />
  );
}

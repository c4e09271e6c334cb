import './choices.css';
import { useId } from 'react';

interface Choice<Value extends string | number> {
  readonly value: Value;
  readonly label: string;
}

/** One of several, each a press away. */
export function OneOf<Value extends string>(props: {
  title: string;
  choices: readonly Choice<Value>[];
  value: Value;
  onChange: (value: Value) => void;
  testId: string;
}) {
  const name = useId();
  return (
    <fieldset className="choices">
      <legend>{props.title}</legend>
      {props.choices.map(({ value, label }) => (
        <label key={value} className="choice">
          <input
            type="radio"
            name={name}
            checked={props.value === value}
            onChange={() => props.onChange(value)}
            data-testid={`${props.testId}-${value}`}
          />
          {label}
        </label>
      ))}
    </fieldset>
  );
}

/** Any of several. */
export function SomeOf<Value extends string | number>(props: {
  title: string;
  choices: readonly Choice<Value>[];
  values: readonly Value[];
  onToggle: (value: Value) => void;
  testId: string;
}) {
  return (
    <fieldset className="choices">
      <legend>{props.title}</legend>
      {props.choices.map(({ value, label }) => (
        <label key={value} className="choice">
          <input
            type="checkbox"
            checked={props.values.includes(value)}
            onChange={() => props.onToggle(value)}
            data-testid={`${props.testId}-${value}`}
          />
          {label}
        </label>
      ))}
    </fieldset>
  );
}

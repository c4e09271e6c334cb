import { type ReactNode, useState } from 'react';

/** What is asked for less often, folded away; open from the beginning where it holds something. */
export function Fold(props: {
  title: string;
  isOpen?: boolean;
  testId: string;
  children: ReactNode;
}) {
  // What a person has opened stays open, whatever becomes of what it holds.
  const [isOpen] = useState(props.isOpen === true);
  return (
    <details open={isOpen}>
      <summary className="l-link" data-testid={props.testId}>
        {props.title}
      </summary>
      <div className="l-stack">{props.children}</div>
    </details>
  );
}

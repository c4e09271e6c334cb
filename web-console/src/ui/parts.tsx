import './parts.css';
import type { ReactNode } from 'react';
import { useId } from 'react';

/** A titled card; its title names the region for screen readers. */
export function Panel(props: {
  title: ReactNode;
  icon?: ReactNode;
  action?: ReactNode;
  tone?: 'live' | 'old' | undefined;
  testId?: string;
  children: ReactNode;
}) {
  const id = useId();
  return (
    <section
      className="panel"
      data-tone={props.tone}
      data-testid={props.testId}
      aria-labelledby={id}
    >
      <div className="panel-head">
        {props.icon}
        <h2 id={id}>{props.title}</h2>
        {props.action}
      </div>
      {props.children}
    </section>
  );
}

/** A page's heading, which the browser's title follows. */
export function PageHead(props: { title: string; children?: ReactNode }) {
  return (
    <div className="shell-head">
      <title>{`${props.title} · Loa`}</title>
      <h1>{props.title}</h1>
      {props.children}
    </div>
  );
}

export type Tone = 'good' | 'live' | 'warn' | 'bad' | 'calm';

export function Pill(props: { tone: Tone; icon?: ReactNode; children: ReactNode }) {
  return (
    <span className="pill" data-tone={props.tone}>
      {props.icon}
      {props.children}
    </span>
  );
}

/** Three moving bars: something sounds. */
export function Wave() {
  return (
    <span className="wave" aria-hidden="true">
      <i />
      <i />
      <i />
    </span>
  );
}

export function Banner(props: {
  tone: 'warn' | 'bad' | 'note';
  icon?: ReactNode;
  role?: 'alert' | 'status';
  testId?: string;
  action?: ReactNode;
  children: ReactNode;
}) {
  return (
    <div
      className="banner"
      data-tone={props.tone}
      role={props.role ?? 'status'}
      data-testid={props.testId}
    >
      {props.icon}
      <div className="banner-text">{props.children}</div>
      {props.action}
    </div>
  );
}

export function Empty(props: { icon?: ReactNode; children: ReactNode }) {
  return (
    <div className="empty">
      {props.icon}
      {props.children}
    </div>
  );
}

import { IconLogout } from '@tabler/icons-react';
import { useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

export interface Person {
  readonly name: string;
  readonly role: string;
  readonly unit: string;
}

/** Who is logged in, and the way out. Escape or a press elsewhere closes it. */
export function Account(props: { person: Person; onLogOut: () => void }) {
  const { t } = useTranslation();
  const { name, role, unit } = props.person;
  const id = useId();
  const whole = useRef<HTMLDivElement>(null);
  const [isOpen, setOpen] = useState(false);
  useEffect(() => {
    if (!isOpen) return;
    const leave = new AbortController();
    const { signal } = leave;
    const press = (event: Event): void => {
      if (!(event.target instanceof Node && whole.current?.contains(event.target))) setOpen(false);
    };
    const type = (event: KeyboardEvent): void => {
      if (event.key === 'Escape') setOpen(false);
    };
    document.addEventListener('pointerdown', press, { signal });
    document.addEventListener('keydown', type, { signal });
    return () => leave.abort();
  }, [isOpen]);
  return (
    <div className="account" ref={whole}>
      <button
        type="button"
        className="shell-round"
        aria-label={`${t('nav.account')}: ${name}`}
        aria-expanded={isOpen}
        aria-controls={id}
        data-testid="account"
        onClick={() => setOpen(!isOpen)}
      >
        {name.trim().split(/\s+/).at(-1)?.charAt(0).toUpperCase()}
      </button>
      <div id={id} className="account-card" hidden={!isOpen}>
        <div className="l-strong">{name}</div>
        <div className="l-small l-soft">{role}</div>
        <div className="l-small l-soft">{unit}</div>
        <button
          type="button"
          className="account-out"
          data-testid="log-out"
          onClick={props.onLogOut}
        >
          <IconLogout size={20} aria-hidden="true" />
          {t('nav.logOut')}
        </button>
      </div>
    </div>
  );
}

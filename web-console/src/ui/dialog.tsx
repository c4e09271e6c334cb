import './dialog.css';
import { IconX } from '@tabler/icons-react';
import { type ReactNode, useEffect, useId, useRef } from 'react';
import { useTranslation } from 'react-i18next';

/** The browser's own modal dialogue: it keeps the focus inside and closes on Escape. */
export function Dialog(props: { title: string; onClose: () => void; children: ReactNode }) {
  const { t } = useTranslation();
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const element = dialog.current;
    element?.showModal();
    return () => element?.close();
  }, []);
  return (
    <dialog ref={dialog} className="dialog" aria-labelledby={id} onClose={props.onClose}>
      <div className="dialog-head">
        <h2 id={id}>{props.title}</h2>
        <button type="button" aria-label={t('app.close')} onClick={props.onClose}>
          <IconX size={22} aria-hidden="true" />
        </button>
      </div>
      {props.children}
    </dialog>
  );
}

import { IconX } from '@tabler/icons-react';
import { createContext, type ReactNode, useCallback, useContext, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';

interface Toast {
  readonly id: number;
  readonly tone: 'good' | 'bad';
  readonly text: string;
}
export type ShowToast = (tone: Toast['tone'], text: string) => void;

/** More than this at a time hides the page: the oldest gives way. */
const MOST = 3;
const SHOWN_MS = 6_000;

const ToastContext = createContext<ShowToast>(() => undefined);

export function useToast(): ShowToast {
  return useContext(ToastContext);
}

let lastId = 0;

export function Toasts(props: { children: ReactNode }) {
  const { t } = useTranslation();
  const [toasts, setToasts] = useState<readonly Toast[]>([]);
  const remove = useCallback((id: number) => {
    setToasts((held) => held.filter((toast) => toast.id !== id));
  }, []);
  const show = useCallback<ShowToast>(
    (tone, text) => {
      lastId += 1;
      const id = lastId;
      setToasts((held) => [...held, { id, tone, text }].slice(-MOST));
      setTimeout(() => remove(id), SHOWN_MS);
    },
    [remove],
  );
  const list = useMemo(
    () =>
      toasts.map((toast) => (
        <div key={toast.id} className="toast" data-tone={toast.tone}>
          <span className="l-grow">{toast.text}</span>
          <button type="button" aria-label={t('app.close')} onClick={() => remove(toast.id)}>
            <IconX size={20} />
          </button>
        </div>
      )),
    [toasts, remove, t],
  );
  return (
    <ToastContext value={show}>
      {props.children}
      <div className="toasts" role="status" aria-live="polite">
        {list}
      </div>
    </ToastContext>
  );
}

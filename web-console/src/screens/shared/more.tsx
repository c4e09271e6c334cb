import { Button } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';

/** The first few of a list, and the rest on demand. */
export function MoreList<Item>(props: {
  items: readonly Item[];
  first: number;
  draw: (item: Item) => ReactNode;
  className?: string;
}) {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  const hidden = props.items.length - props.first;
  const shown = isOpen ? props.items : props.items.slice(0, props.first);
  return (
    <>
      <ul className={`l-list ${props.className ?? ''}`}>{shown.map(props.draw)}</ul>
      {hidden > 0 && !isOpen ? (
        <Button variant="subtle" fullWidth onClick={() => setOpen(true)}>
          {t('now.showAll', { count: hidden })}
        </Button>
      ) : null}
    </>
  );
}

import { TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';

/** Where a list is searched as one types. */
export function SearchField(props: {
  label: string;
  hint?: string;
  query: string;
  onQuery: (query: string) => void;
  testId: string;
}) {
  return (
    <TextInput
      type="search"
      label={props.label}
      description={props.hint}
      value={props.query}
      onChange={(event) => props.onQuery(event.currentTarget.value)}
      leftSection={<IconSearch size={20} aria-hidden="true" />}
      data-testid={props.testId}
    />
  );
}

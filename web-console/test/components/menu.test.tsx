/** Each page is found, and shows where it was found. */
import { cleanup, screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { people } from '../fixtures/city.ts';
import { Desk, openConsole, withNetwork } from '../harness.tsx';

withNetwork();

describe('the menu', () => {
  it.each([
    { place: 'programme', label: 'Lịch phát thanh', least: 7 },
    { place: 'library', label: 'Bản tin', least: 5 },
  ])(
    '[CON165] $place is shown as where one is, on every page of it',
    async ({ place, label, least }) => {
      new Desk(people.office);
      openConsole(`/${place}`);
      const pages = within(await screen.findByRole('navigation', { name: label }))
        .getAllByRole('link')
        .map((link) => link.getAttribute('href') ?? '');
      expect(pages.length).toBeGreaterThanOrEqual(least);
      for (const page of pages) {
        cleanup();
        openConsole(page);
        const sections = await screen.findByRole('navigation', { name: label });
        const here = [screen.getByTestId(`nav-${place}`), ...within(sections).getAllByRole('link')]
          .filter((link) => link.getAttribute('aria-current') === 'page')
          .map((link) => link.getAttribute('href'));
        expect(here, page).toEqual([`/${place}`, page]);
      }
    },
  );
});

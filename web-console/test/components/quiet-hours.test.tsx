/** The hours of a class stand against a sending: said with the rule, and passed with a reason. */
import { screen, waitFor } from '@testing-library/react';
import { HttpResponse, http } from 'msw';
import { expect, it } from 'vitest';
import { people } from '../fixtures/city.ts';
import { Desk, network, openConsole, withNetwork } from '../harness.tsx';

withNetwork();

const DETAIL = 'Theo quy định “Chỉ phát buổi sáng”; phòng văn hoá – thông tin được vượt.';

/** Refuses what brings no reason; answers what was asked. */
function hoursStand(): unknown[] {
  const asked: unknown[] = [];
  network.use(
    http.post('*/api/broadcasts', async ({ request }) => {
      const body = (await request.clone().json()) as { override?: object };
      asked.push(body);
      if (body.override !== undefined) return undefined;
      return HttpResponse.json(
        {
          ...{ type: 'urn:loa:problem:quiet-hours', title: 'Ngoài khung giờ', status: 409 },
          ...{ code: 'quiet-hours', detail: DETAIL, overridableBy: ['culture-office'] },
          errors: [{ field: 'override', message: DETAIL }],
        },
        { status: 409, headers: { 'Content-Type': 'application/problem+json' } },
      );
    }),
  );
  return asked;
}

async function sendToTheWard(who: 'ward' | 'office') {
  new Desk(people[who]);
  const asked = hoursStand();
  const user = openConsole('/send');
  await user.click(await screen.findByTestId('sound-library'));
  await user.click(await screen.findByTestId('pick-canh-bao-lu'));
  if (who === 'office') {
    await user.click(await screen.findByTestId('target-unit-an-my'));
    await user.click(screen.getByTestId('targets-done'));
  }
  await user.click(await screen.findByTestId('send-now'));
  expect((await screen.findByTestId('send-error')).textContent).toContain('Chỉ phát buổi sáng');
  return { user, asked };
}

it('[CON185] who may go beyond the hours is asked for the reason, and sends with it', async () => {
  const { user, asked } = await sendToTheWard('office');
  await user.type(await screen.findByTestId('send-reason'), 'Lũ về');
  await user.click(screen.getByTestId('send-now'));
  await waitFor(() => expect(asked).toHaveLength(2));
  expect(asked[1]).toMatchObject({ override: { reason: 'Lũ về' } });
});

it('[CON185] who may not is told who may, and is offered nothing', async () => {
  await sendToTheWard('ward');
  expect(screen.getByTestId('send-error').textContent).toContain('phòng văn hoá – thông tin');
  expect(screen.queryByTestId('send-reason')).toBeNull();
});

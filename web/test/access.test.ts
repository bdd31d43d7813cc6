import { expect, it } from 'vitest';

import { loginAddress, mayCommand, type Me } from '../src/access';

const who = (role: Me['role']): Me => ({
  user: 'a',
  role,
  authenticated: true,
  insecure_web: false,
});

it('offers commands to operators, and to all where the master has no users', () => {
  expect(
    [null, who('nobody'), who('viewer'), who('operator'), who('admin')].map(mayCommand),
  ).toEqual([true, false, false, true, true]);
});

it('comes back from the login to the page', () => {
  expect(loginAddress({ pathname: '/' })).toBe('/login?next=%2F');
});

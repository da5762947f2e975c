import type { Faker } from '@faker-js/faker';
import { type Field, group, list, oneOf, rare, shaped, text, usual, whole } from './field.ts';

/** Random moments fall in this span, so that a seed yields the same data on any day. */
const SPAN = { from: '2026-01-01T00:00:00.000Z', to: '2026-12-31T23:59:59.999Z' };

/** An id such as `pay_3kX9…`. */
export function idField(what: string, prefix: string, sample: string): Field {
  return shaped(
    `Id of the ${what}`,
    { pattern: `^${prefix}_[A-Za-z0-9]{14}$` },
    `${prefix}_${sample}`,
    (faker) => `${prefix}_${faker.string.alphanumeric(14)}`,
  );
}

export function moment(description: string, sample: string): Field {
  return shaped(description, { format: 'date-time' }, sample, (faker) =>
    faker.date.between(SPAN).toISOString(),
  );
}

export function day(description: string, sample: string): Field {
  return shaped(description, { format: 'date' }, sample, (faker) =>
    faker.date.between(SPAN).toISOString().slice(0, 10),
  );
}

/** Minor units: floating point has no place in money. */
export function amount(description: string, sample: number): Field {
  return whole(`${description}, in the smallest unit of the currency`, MONEY, sample);
}
const MONEY = { min: 1, max: 25_000_000 };

export const currency: Field = shaped('ISO 4217 code', { pattern: '^[A-Z]{3}$' }, 'EUR', (faker) =>
  faker.helpers.arrayElement(['EUR', 'USD', 'GBP', 'CHF', 'SEK', 'JPY', 'INR', 'BRL']),
);

export const reason: Field = text(
  'Why, in words for people',
  'Requested by the customer',
  (faker) => faker.lorem.sentence(),
  { odd: '“Zurück”\u00a0– no more, 不要了 🙅🏽‍♀️\u200b' },
);

const email: Field = shaped('Address', { format: 'email' }, 'ada@example.com', (faker) =>
  faker.internet.email({ provider: 'example.com' }).toLowerCase(),
);

/** A page of a shop that does not exist: `example.com` is reserved by RFC 2606. */
export function link(description: string, path: string): Field {
  return shaped(
    description,
    { format: 'uri' },
    `https://billing.example.com/${path}/9f2c`,
    (faker) => `https://billing.example.com/${path}/${faker.string.alphanumeric(8)}`,
  );
}

const fullName: Field = text('Name as given', 'Ada Lovelace', (faker) => faker.person.fullName(), {
  odd: 'Zoë Ümläut-Ñandú 李小龍 \u202eשלום\u202c 👩🏽‍💻',
});

export const address: Field = group('Postal address', {
  line1: text('Street and number', '12 Analytical Row', (faker) => faker.location.streetAddress(), {
    odd: 'Straße des 17. Juni 135, 3º-izq.',
  }),
  line2: rare(text('Flat, floor', 'Flat 4', (faker) => faker.location.secondaryAddress())),
  postal_code: text('Code', '10115', (faker) => faker.location.zipCode(), { maxLength: 20 }),
  city: text('Town', 'Berlin', (faker) => faker.location.city(), { odd: '東京 / Łódź' }),
  country: shaped('ISO 3166-1 code', { pattern: '^[A-Z]{2}$' }, 'DE', (faker) =>
    faker.location.countryCode('alpha-2'),
  ),
});

export const customer: Field = group('Who it concerns', {
  id: idField('customer', 'cus', '8Zt2LqV0aWm4Xp'),
  name: usual(fullName),
  email: usual(email),
});

export const customerInFull: Field = group('The customer as it now stands', {
  id: idField('customer', 'cus', '8Zt2LqV0aWm4Xp'),
  name: fullName,
  email,
  phone: rare(
    shaped(
      'E.164 number',
      { pattern: '^\\+[1-9][0-9]{6,14}$' },
      '+493012345678',
      (faker) => `+49${faker.string.numeric({ length: 10, allowLeadingZeros: false })}`,
    ),
  ),
  address: usual(address),
  language: rare(oneOf('Preferred language', ['de', 'en', 'fr', 'ja', 'ar'])),
});

export const paymentMethod: Field = group('How it was paid', {
  kind: oneOf('Kind', ['card', 'sepa_debit', 'bank_transfer', 'wallet']),
  last4: usual(
    shaped('Last four digits', { pattern: '^[0-9]{4}$' }, '4242', (faker) =>
      faker.string.numeric(4),
    ),
  ),
  brand: rare(text('Brand', 'visa', (faker) => faker.helpers.arrayElement(BRANDS))),
});
const BRANDS = ['visa', 'mastercard', 'amex', 'girocard'];

const item: Field = group('One line', {
  sku: shaped('Stock keeping unit', { pattern: '^[A-Z]{3}-[0-9]{5}$' }, 'TEA-00017', skuOf),
  name: text('What it is', 'Green tea, 100 g', (faker) => faker.commerce.productName(), {
    odd: 'Thé vert « 100 g » ☕️ \u2028two lines',
  }),
  quantity: whole('How many', { min: 1, max: 500 }, 2),
  unit_amount: amount('Price of one', 950),
  tax_percent: rare(whole('Tax included', { min: 0, max: 30 }, 19)),
});

export const items: Field = list('What it is for', item, 5);

function skuOf(faker: Faker): string {
  return `${faker.string.alpha({ length: 3, casing: 'upper' })}-${faker.string.numeric(5)}`;
}

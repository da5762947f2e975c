import type { BuiltInType } from './built-in-type.ts';
import { group, list, oneOf, rare, shaped, text, usual } from './field.ts';
import {
  address,
  amount,
  currency,
  customer,
  customerInFull,
  idField,
  items,
  link,
  moment,
  reason,
} from './fields.ts';

const orderId = idField('order', 'ord', 'Pq8Wo6Ei4Ru2Ty');

export const COMMERCE_TYPES: readonly BuiltInType[] = [
  {
    name: 'order.created',
    group: 'Orders',
    description: 'A customer has ordered.',
    data: group('The order', {
      order_id: orderId,
      total: amount('Total', 1_900),
      currency,
      items,
      created_at: moment('When', '2026-05-12T09:20:00.000Z'),
      customer: usual(customer),
      ship_to: usual(address),
    }),
  },
  {
    name: 'order.shipped',
    group: 'Orders',
    description: 'The parcel has left.',
    data: group('The order', {
      order_id: orderId,
      carrier: oneOf('Who carries it', ['dhl', 'ups', 'laposte', 'bike']),
      tracking_url: usual(link('Where it is', 'parcels')),
      ship_to: rare(address),
      shipped_at: moment('When', '2026-05-13T15:45:00.000Z'),
    }),
  },
  {
    name: 'order.cancelled',
    group: 'Orders',
    description: 'An order was called off before it left.',
    data: group('The order', {
      order_id: orderId,
      cancelled_by: oneOf('By whom', ['customer', 'shop', 'system']),
      reason: usual(reason),
      cancelled_at: moment('When', '2026-05-12T11:02:33.000Z'),
    }),
  },
  {
    name: 'customer.created',
    group: 'Customers',
    description: 'A customer has signed up.',
    data: group('What was created', {
      customer: customerInFull,
      created_at: moment('When', '2026-05-01T12:00:00.000Z'),
    }),
  },
  {
    name: 'customer.updated',
    group: 'Customers',
    description: 'Something about a customer has changed; `changed` lists the fields.',
    data: group('What changed', {
      customer: customerInFull,
      changed: list(
        'Names of the changed fields',
        oneOf('Field', ['email', 'name', 'phone', 'address', 'language']),
        3,
      ),
      updated_at: moment('When', '2026-05-10T18:30:00.000Z'),
    }),
  },
  {
    name: 'customer.deleted',
    group: 'Customers',
    description: 'A customer is gone, and with it what you stored about it should be.',
    data: group('What was deleted', {
      customer_id: idField('customer', 'cus', '8Zt2LqV0aWm4Xp'),
      deleted_at: moment('When', '2026-05-31T00:00:00.000Z'),
    }),
  },
];

/** What the exposee sends by itself. A ping's data is a text, not an object. */
export const SERVICE_TYPES: readonly BuiltInType[] = [
  {
    name: 'ping',
    group: 'Service',
    description: 'Says that the connection works. Every subscription gets it.',
    data: text('A greeting', 'Ping from Exposee', () => 'Ping from Exposee'),
  },
  {
    name: 'hook.triggered',
    group: 'Service',
    description: 'The URL of a trigger hook was called; data holds the stored arguments.',
    data: group('The stored arguments: any object', {
      userid: usual(
        shaped('For example', { minLength: 1, maxLength: 100 }, 'testuser', (faker) =>
          faker.internet.username(),
        ),
      ),
    }),
  },
];

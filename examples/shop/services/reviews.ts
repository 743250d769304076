import { createServer } from 'node:http';
import { buildSchema } from 'graphql';
import { createHandler } from 'graphql-http/lib/use/http';
import { EPOCH_MS, PRODUCT_COUNT, sku } from './keys.ts';
import { listenOnLoopback } from './listen.ts';
import { createRandom } from './random.ts';
import type { StartService } from './service.ts';

interface Review {
  readonly id: string;
  readonly productSku: string;
  readonly stars: number;
  readonly text: string | null;
  readonly author: string;
  readonly writtenAt: string;
}

type NewReview = Pick<Review, 'productSku' | 'stars' | 'author'> & { readonly text?: string | null };

const TYPE_DEFS = /* GraphQL */ `
  type Query {
    "Reviews of the products of these skus, oldest first."
    reviews(skus: [String!]!): [Review!]
  }

  type Mutation {
    addReview(input: NewReview!): Review!
  }

  type Review {
    id: ID!
    productSku: String!
    "From 1 to 5."
    stars: Int!
    text: String
    author: String!
    writtenAt: String!
  }

  input NewReview {
    productSku: String!
    "From 1 to 5."
    stars: Int!
    text: String
    author: String!
  }
`;

const TEXTS = ['Does what it should.', 'Broke after a week.', 'My children love it.', 'Smaller than it looks.', null];
const AUTHORS = ['mira', 'jonas', 'chidi', 'yuki', 'olga'];

/** Reviews over GraphQL, on graphql-http. */
export const startReviews: StartService = async (port, counted) => {
  const reviews = createReviews();
  const answer = createHandler({
    schema: buildSchema(TYPE_DEFS),
    rootValue: {
      reviews({ skus }: { skus: readonly string[] }) {
        const wanted = new Set(skus);
        return reviews.filter((review) => wanted.has(review.productSku));
      },
      addReview({ input }: { input: NewReview }) {
        const review = toReview(reviews.length, { ...input, text: input.text ?? null });
        reviews.push(review);
        return review;
      },
    },
  });
  const server = createServer((request, response) => {
    counted();
    void answer(request, response);
  });
  const taken = await listenOnLoopback(server, port);
  return { url: `http://127.0.0.1:${taken}/graphql`, port: taken };
};

function createReviews(): Review[] {
  const random = createRandom(4);
  return Array.from({ length: PRODUCT_COUNT * 2 }, (_, index) =>
    toReview(index, {
      productSku: sku(random.below(PRODUCT_COUNT)),
      stars: random.between(1, 5),
      text: random.pick(TEXTS),
      author: random.pick(AUTHORS),
    }),
  );
}

const toReview = (index: number, input: Required<NewReview>): Review => ({
  id: `r-${index + 1}`,
  ...input,
  writtenAt: new Date(EPOCH_MS + index * 3_600_000).toISOString(),
});

"""From what people said to advice for policy: monthly closing, digest, obstacles, recommendations and what came of them."""

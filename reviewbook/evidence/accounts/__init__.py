"""What is told of a review beside its votes: flow, characteristics, measurement, claims, questions."""

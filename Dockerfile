# The book in a container, made anew from its data:
#   docker build --tag reviewbook .
#   docker run --rm --volume "$PWD/_build:/book/_build" reviewbook
#   docker run --rm reviewbook sh -c ".venv/bin/reviewbook run --all && git diff --exit-code notebooks"
#     (execute every notebook, and fail where an output is not as it was stored)
#   docker run --rm reviewbook make test
FROM python:3.11.14-bookworm
RUN apt-get update \
    && apt-get install --yes --no-install-recommends chromium git libatomic1 make \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /book
COPY . .
RUN git config --global --add safe.directory /book && make .venv/ready
CMD ["make", "book"]

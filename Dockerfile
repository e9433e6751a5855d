# The book in a container, made anew from its data; nothing in it runs as root:
#   docker build --tag reviewbook .
#   mkdir -p _build && docker run --rm --user "$(id -u)" --volume "$PWD/_build:/book/_build" reviewbook
#   docker run --rm reviewbook sh -c ".venv/bin/reviewbook run --all && git diff --exit-code notebooks"
#     (execute every notebook, and fail where an output is not as it was stored)
#   docker run --rm reviewbook make test
FROM python:3.11.14-bookworm
RUN apt-get update \
    && apt-get install --yes --no-install-recommends chromium git libatomic1 make \
    && rm -rf /var/lib/apt/lists/* \
    && git config --system --add safe.directory /book \
    && useradd --create-home reader && install --directory --owner=reader /book
USER reader
WORKDIR /book
COPY --chown=reader . .
RUN make .venv/ready
CMD ["make", "book"]

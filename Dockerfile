# The server alone: one binary without shared libraries, no shell, no root.
#
#   docker build -t pgconfluence .
#   docker run -p 5432:5432 -v /etc/pgconfluence/tls:/tls:ro pgconfluence serve \
#     --site https://example.atlassian.net --listen 0.0.0.0:5432 \
#     --tls-cert /tls/cert.pem --tls-key /tls/key.pem
#
# Rows that people have fetched are kept in /dev/shm, which Docker limits to
# 64 MB: give --shm-size=1g, or --store-dir with a tmpfs.

FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
ARG VERSION=devel
ARG COMMIT=unknown
RUN make build VERSION="$VERSION" COMMIT="$COMMIT"

FROM gcr.io/distroless/static-debian12:nonroot
COPY --from=build /src/bin/pgconfluence /pgconfluence
USER 65532:65532
EXPOSE 5432
HEALTHCHECK --interval=30s --timeout=5s CMD ["/pgconfluence", "health"]
ENTRYPOINT ["/pgconfluence"]

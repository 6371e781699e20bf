FROM python:3.11-slim
RUN useradd --create-home --uid 10001 boran
WORKDIR /app
COPY requirements/run.txt requirements/run.txt
RUN pip install --no-cache-dir --require-hashes -r requirements/run.txt
COPY . .
# Compiled once here: the roles run with a file system they cannot write to.
ENV PYTHONPATH=/app PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 BORAN_HOME=/data
RUN python -m compileall -q . && mkdir /data && chown boran /data
USER boran
VOLUME /data
EXPOSE 8080
ENTRYPOINT ["python", "-m", "boran"]
CMD ["up"]

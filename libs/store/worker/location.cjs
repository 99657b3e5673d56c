'use strict';
// The one place that knows where the worker's files lie: __dirname works from src, from dist and under the test runner.
exports.workerFolder = __dirname;

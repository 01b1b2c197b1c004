// Written by scripts/generate-runners.mjs from the files of this folder.
import { automakeCheck } from './automake-check.js'
import { ava } from './ava.js'
import { bazel } from './bazel.js'
import { behave } from './behave.js'
import { boostTest } from './boost-test.js'
import { bun } from './bun.js'
import { busted } from './busted.js'
import { cargoNextest } from './cargo-nextest.js'
import { cargoTest } from './cargo-test.js'
import { catch2 } from './catch2.js'
import { check } from './check.js'
import { clojureTest } from './clojure-test.js'
import { commonTest } from './common-test.js'
import { criterion } from './criterion.js'
import { ctest } from './ctest.js'
import { cucumber } from './cucumber.js'
import { cunit } from './cunit.js'
import { cypress } from './cypress.js'
import { dartTest } from './dart-test.js'
import { dejagnu } from './dejagnu.js'
import { deno } from './deno.js'
import { doctestCpp } from './doctest-cpp.js'
import { eunit } from './eunit.js'
import { exunit } from './exunit.js'
import type { Format } from './format.js'
import { ginkgo } from './ginkgo.js'
import { goTest } from './go-test.js'
import { googletest } from './googletest.js'
import { gotestsum } from './gotestsum.js'
import { gradle } from './gradle.js'
import { jasmine } from './jasmine.js'
import { jest } from './jest.js'
import { jsonReport } from './json-report.js'
import { junitConsole } from './junit-console.js'
import { junitXml } from './junit-xml.js'
import { junit4 } from './junit4.js'
import { karma } from './karma.js'
import { lab } from './lab.js'
import { luaunit } from './luaunit.js'
import { maven } from './maven.js'
import { mavenSurefire } from './maven-surefire.js'
import { mesonTest } from './meson-test.js'
import { minitest } from './minitest.js'
import { mocha } from './mocha.js'
import { nodeTest } from './node-test.js'
import { nox } from './nox.js'
import { npm } from './npm.js'
import { nx } from './nx.js'
import { pest } from './pest.js'
import { pester } from './pester.js'
import { phpunit } from './phpunit.js'
import { playwright } from './playwright.js'
import { poku } from './poku.js'
import { prove } from './prove.js'
import { pytest } from './pytest.js'
import { robot } from './robot.js'
import { rspec } from './rspec.js'
import { sbt } from './sbt.js'
import { scalatest } from './scalatest.js'
import { shunit2 } from './shunit2.js'
import { stestr } from './stestr.js'
import { swiftTesting } from './swift-testing.js'
import { tap } from './tap.js'
import { tasty } from './tasty.js'
import { testUnit } from './test-unit.js'
import { testng } from './testng.js'
import { testthat } from './testthat.js'
import { tox } from './tox.js'
import { turbo } from './turbo.js'
import { unittest } from './unittest.js'
import { uvu } from './uvu.js'
import { vitest } from './vitest.js'
import { vstest } from './vstest.js'
import { watchers } from './watchers.js'
import { xctest } from './xctest.js'

/** Every format, in the order of their files. */
export const FORMATS: readonly Format[] = [
  automakeCheck,
  ava,
  bazel,
  behave,
  boostTest,
  bun,
  busted,
  cargoNextest,
  cargoTest,
  catch2,
  check,
  clojureTest,
  commonTest,
  criterion,
  ctest,
  cucumber,
  cunit,
  cypress,
  dartTest,
  dejagnu,
  deno,
  doctestCpp,
  eunit,
  exunit,
  ginkgo,
  goTest,
  googletest,
  gotestsum,
  gradle,
  jasmine,
  jest,
  jsonReport,
  junitConsole,
  junitXml,
  junit4,
  karma,
  lab,
  luaunit,
  maven,
  mavenSurefire,
  mesonTest,
  minitest,
  mocha,
  nodeTest,
  nox,
  npm,
  nx,
  pest,
  pester,
  phpunit,
  playwright,
  poku,
  prove,
  pytest,
  robot,
  rspec,
  sbt,
  scalatest,
  shunit2,
  stestr,
  swiftTesting,
  tap,
  tasty,
  testUnit,
  testng,
  testthat,
  tox,
  turbo,
  unittest,
  uvu,
  vitest,
  vstest,
  watchers,
  xctest,
]

import { existsSync, readFileSync } from 'node:fs'
import { arch, availableParallelism, platform, release } from 'node:os'
import type { ReportHost } from '../core/report/model.js'

/** CI systems by the variable that only they set; the general `CI` last. */
const CI_VARIABLES: readonly (readonly [string, string])[] = [
  ['GITHUB_ACTIONS', 'github'],
  ['GITLAB_CI', 'gitlab'],
  ['BUILDKITE', 'buildkite'],
  ['CIRCLECI', 'circleci'],
  ['JENKINS_URL', 'jenkins'],
  ['TEAMCITY_VERSION', 'teamcity'],
  ['TF_BUILD', 'azure-pipelines'],
  ['TRAVIS', 'travis'],
  ['BITBUCKET_BUILD_NUMBER', 'bitbucket'],
  ['DRONE', 'drone'],
  ['APPVEYOR', 'appveyor'],
  ['CODEBUILD_BUILD_ID', 'codebuild'],
  ['CI', 'unknown'],
]

export function describeHost(env: Readonly<Record<string, string | undefined>>): ReportHost {
  return {
    platform: platform(),
    release: release(),
    arch: arch(),
    cpus: availableParallelism(),
    node: process.version,
    ci: findCi(env),
    container: findContainer(env),
  }
}

/** The CI system, null outside one. `CI=false` and `CI=0` mean what they say. */
export function findCi(env: Readonly<Record<string, string | undefined>>): string | null {
  const hit = CI_VARIABLES.find(([name]) => {
    const value = env[name]
    return value !== undefined && value !== '' && value !== 'false' && value !== '0'
  })
  return hit?.[1] ?? null
}

/** The marks container engines leave: their own files, Kubernetes' variable, systemd's `container=`. */
function findContainer(env: Readonly<Record<string, string | undefined>>): string | null {
  if (env['KUBERNETES_SERVICE_HOST'] !== undefined) return 'kubernetes'
  if (existsSync('/.dockerenv')) return 'docker'
  if (existsSync('/run/.containerenv')) return 'podman'
  try {
    const environ = readFileSync('/proc/1/environ', 'latin1')
    return /(?:^|\0)container=([^\0]+)/.exec(environ)?.[1] ?? null
  } catch {
    return null
  }
}

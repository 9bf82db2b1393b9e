package { 'docker.io':
  ensure => installed,
}

user { 'worker':
  ensure     => present,
  managehome => true,
  groups     => ['docker'],
  require    => Package['docker.io'],
}

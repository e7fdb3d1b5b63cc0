FROM "debian"
FROM 'debian'
FROM deb\ian

echo "hello $WHO from $0" >>/opt/hello
exit 3
